//! Counts votes by name. Public methods lock, and what they share takes the counts that are locked.

use std::collections::HashMap;
use std::sync::Mutex;

#[derive(Default)]
pub struct Votes {
    counts: Mutex<HashMap<String, u32>>,
}

impl Votes {
    /// Adds `votes` to those of `name`.
    pub fn add(&self, name: &str, votes: u32) {
        let mut counts = self.counts.lock().unwrap();
        add_to(&mut counts, name, votes);
    }

    /// Gives all votes of `old` to `new`. At no moment do votes disappear for other threads.
    pub fn rename(&self, old: &str, new: &str) {
        let mut counts = self.counts.lock().unwrap();
        if let Some(votes) = counts.remove(old) {
            add_to(&mut counts, new, votes);
        }
    }

    /// The votes of `name`.
    pub fn of(&self, name: &str) -> u32 {
        let counts = self.counts.lock().unwrap();
        counts.get(name).copied().unwrap_or(0)
    }

    /// All votes together.
    pub fn total(&self) -> u32 {
        self.counts.lock().unwrap().values().sum()
    }
}

/// Adds to counts that the caller has locked.
fn add_to(counts: &mut HashMap<String, u32>, name: &str, votes: u32) {
    *counts.entry(name.to_owned()).or_default() += votes;
}
