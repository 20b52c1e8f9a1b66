//! Two halves of a sum, one after the other. Let both be worked on at the same time.

/// Calls `work` with each half of `numbers` and returns the sum of the two results.
pub fn both_halves(numbers: &[u64], work: impl Fn(&[u64]) -> u64 + Sync) -> u64 {
    let (left, right) = numbers.split_at(numbers.len() / 2);
    work(left) + work(right)
}
