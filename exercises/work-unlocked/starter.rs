//! Workers take jobs from a queue, but only one of them works at a time. Make them work at the same time.

use std::sync::Mutex;
use std::thread;

/// Has `workers` threads do all jobs of the queue, each job once.
pub fn do_all(workers: usize, queue: &Mutex<Vec<u32>>, work: impl Fn(u32) + Sync) {
    thread::scope(|s| {
        for _ in 0..workers {
            s.spawn(|| {
                while let Some(job) = queue.lock().unwrap().pop() {
                    work(job);
                }
            });
        }
    });
}
