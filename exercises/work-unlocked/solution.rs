//! Workers take jobs from a queue, and unlock the queue before they work.

use std::sync::Mutex;
use std::thread;

/// Has `workers` threads do all jobs of the queue, each job once.
pub fn do_all(workers: usize, queue: &Mutex<Vec<u32>>, work: impl Fn(u32) + Sync) {
    let next = || queue.lock().unwrap().pop();
    thread::scope(|s| {
        for _ in 0..workers {
            s.spawn(|| {
                // The guard is dropped when `next` returns.
                while let Some(job) = next() {
                    work(job);
                }
            });
        }
    });
}
