//! Rows computed by several threads, each of which takes the next row that is still free.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Computes the rows 0 to `height` and returns them in order. `threads` of them are computed at the same time.
pub fn rows(height: usize, threads: usize, row: impl Fn(usize) -> Vec<u8> + Sync) -> Vec<Vec<u8>> {
    let next = AtomicUsize::new(0);
    let take = || {
        let mut own = Vec::new();
        loop {
            let y = next.fetch_add(1, Ordering::Relaxed);
            if y >= height {
                return own;
            }
            own.push((y, row(y)));
        }
    };
    let mut rows: Vec<_> = thread::scope(|s| {
        let workers: Vec<_> = (0..threads).map(|_| s.spawn(take)).collect();
        let done = workers.into_iter();
        done.flat_map(|worker| worker.join().expect("a row does not panic"))
            .collect()
    });
    rows.sort();
    rows.into_iter().map(|(_, row)| row).collect()
}
