//! Two halves of a sum, at the same time.

use std::thread;

/// Calls `work` with each half of `numbers` and returns the sum of the two results.
pub fn both_halves(numbers: &[u64], work: impl Fn(&[u64]) -> u64 + Sync) -> u64 {
    let (left, right) = numbers.split_at(numbers.len() / 2);
    thread::scope(|s| {
        let left = s.spawn(|| work(left));
        let right = work(right);
        // If the left half panicked, this panics too.
        left.join().unwrap() + right
    })
}
