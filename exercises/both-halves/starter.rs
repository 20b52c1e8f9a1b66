//! Two halves of a sum, one after the other. Have them done at the same time.

/// The sum of what `work` makes of the two halves of `numbers`.
pub fn both_halves(numbers: &[u64], work: impl Fn(&[u64]) -> u64 + Sync) -> u64 {
    let (left, right) = numbers.split_at(numbers.len() / 2);
    work(left) + work(right)
}
