//! Runs each job on a thread. All threads are started before one is joined.

use std::thread;

/// Runs all jobs at the same time, each on a thread of its own. The results are in the order of the jobs.
pub fn all<T: Send + 'static>(jobs: Vec<impl FnOnce() -> T + Send + 'static>) -> Vec<T> {
    // `map` is lazy: without this list, each thread would be joined before the next is spawned.
    let handles: Vec<_> = jobs.into_iter().map(thread::spawn).collect();
    handles
        .into_iter()
        .map(|handle| handle.join().expect("no job panics"))
        .collect()
}
