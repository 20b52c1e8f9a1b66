//! Two halves of a sum, at the same time.

use std::thread;

/// The sum of what `work` makes of the two halves of `numbers`.
pub fn both_halves(numbers: &[u64], work: impl Fn(&[u64]) -> u64 + Sync) -> u64 {
    let (left, right) = numbers.split_at(numbers.len() / 2);
    thread::scope(|s| {
        let left = s.spawn(|| work(left));
        let right = work(right);
        // A panic in the left half goes on as a panic here.
        left.join().unwrap() + right
    })
}
