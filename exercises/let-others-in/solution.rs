//! A long computation that lets the other tasks on its thread run after every piece.

use tokio::task::yield_now;

/// Returns the sum of all numbers in all `pieces`.
pub async fn add_up(pieces: &[Vec<u64>]) -> u64 {
    let mut sum = 0;
    for piece in pieces {
        sum += piece.iter().sum::<u64>();
        yield_now().await;
    }
    sum
}
