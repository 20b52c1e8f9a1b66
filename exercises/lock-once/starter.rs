//! Counts votes by name. `rename` waits for ever, because it calls a method that locks the same mutex. Let it lock once.

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
        *counts.entry(name.to_owned()).or_default() += votes;
    }

    /// Gives all votes of `old` to `new`. At no moment do votes disappear for other threads.
    pub fn rename(&self, old: &str, new: &str) {
        let mut counts = self.counts.lock().unwrap();
        if let Some(votes) = counts.remove(old) {
            self.add(new, votes);
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
