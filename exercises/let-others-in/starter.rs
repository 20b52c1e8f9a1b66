//! A long computation that keeps the other tasks on its thread waiting. Let them run after every piece.

/// Returns the sum of all numbers in all `pieces`.
pub async fn add_up(pieces: &[Vec<u64>]) -> u64 {
    let mut sum = 0;
    for piece in pieces {
        sum += piece.iter().sum::<u64>();
    }
    sum
}
