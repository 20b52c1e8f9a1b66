//! Which futures waited without a thread, and the names of frames and threads where several have the same one.

use crate::recording::{EventKind, Recording};
use std::collections::HashMap;

/// A future that waits: between two polls no thread is occupied with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    pub frame: usize,
    /// µs since the first event.
    pub start: u64,
    pub end: u64,
    /// Whether it was dropped while it waited (cancelled).
    pub dropped: bool,
    /// Whether futures that it started wait during all of it, and so explain why it waits.
    pub for_others: bool,
}

/// All waits, in the order in which they began.
pub fn waits(recording: &Recording) -> Vec<Wait> {
    let mut waits = Vec::new();
    let mut since: HashMap<usize, u64> = HashMap::new();
    let wait = |frame, start, end, dropped| Wait {
        frame,
        start,
        end,
        dropped,
        for_others: false,
    };
    for event in &recording.events {
        match event.what {
            EventKind::Pending(_) => {
                since.insert(event.frame, event.at);
            }
            EventKind::Resume | EventKind::Dropped => {
                if let Some(start) = since.remove(&event.frame) {
                    let dropped = event.what == EventKind::Dropped;
                    waits.push(wait(event.frame, start, event.at, dropped));
                }
            }
            _ => {}
        }
    }
    let end = recording.elapsed;
    let at_the_end = since.into_iter();
    waits.extend(at_the_end.map(|(frame, start)| wait(frame, start, end.max(start), false)));
    waits.sort_by_key(|wait| (wait.start, wait.frame));
    explain(&mut waits, recording);
    waits
}

/// Finds the waits that are covered, from beginning to end, by waits of the frame's children. The polls themselves may
/// take a hundredth of the wait, or 0.2 ms.
fn explain(waits: &mut [Wait], recording: &Recording) {
    let mut children: HashMap<usize, Vec<(u64, u64)>> = HashMap::new();
    for wait in waits.iter() {
        if let Some(parent) = recording.frames[wait.frame].parent {
            let of_parent = children.entry(parent).or_default();
            of_parent.push((wait.start, wait.end));
        }
    }
    for wait in waits {
        let slack = (wait.end - wait.start) / 100 + 200;
        let mut covered = wait.start;
        for &(start, end) in children.get(&wait.frame).into_iter().flatten() {
            if start <= covered + slack {
                covered = covered.max(end);
            }
        }
        wait.for_others = covered > wait.start && covered + slack >= wait.end;
    }
}

/// The frames' names: `count` if one frame has the name, `count #1`, `count #2` and so on if several have it.
pub fn frame_names(recording: &Recording) -> Vec<String> {
    numbered(recording.frames.iter().map(|frame| frame.name.clone()))
}

/// The threads' names, likewise.
pub fn thread_names(recording: &Recording) -> Vec<String> {
    numbered((0..recording.threads.len()).map(|thread| recording.lane(thread)))
}

fn numbered(names: impl Iterator<Item = String>) -> Vec<String> {
    let names: Vec<String> = names.collect();
    let mut all: HashMap<&str, usize> = HashMap::new();
    for name in &names {
        *all.entry(name).or_default() += 1;
    }
    let mut seen: HashMap<&str, usize> = HashMap::new();
    names
        .iter()
        .map(|name| {
            let seen = seen.entry(name).or_default();
            *seen += 1;
            if all[name.as_str()] > 1 {
                format!("{name} #{seen}")
            } else {
                name.clone()
            }
        })
        .collect()
}
