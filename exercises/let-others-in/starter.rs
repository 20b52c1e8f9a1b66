//! A long computation that keeps everybody else on its thread waiting. Let them in after every piece.

/// The sum of all numbers in all `pieces`.
pub async fn add_up(pieces: &[Vec<u64>]) -> u64 {
    let mut sum = 0;
    for piece in pieces {
        sum += piece.iter().sum::<u64>();
    }
    sum
}
