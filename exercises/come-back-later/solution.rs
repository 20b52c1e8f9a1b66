//! Tries again no sooner than the server asks for, and not at all where that is of no use.

use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// Why a try failed.
#[derive(Debug, PartialEq)]
pub enum Failure {
    /// No answer came.
    Silence,
    /// The server has too much to do, and says after which time it may be asked again.
    Busy(Duration),
    /// The server has answered, and would answer every time: there is no such page.
    Missing,
}

/// Tries until a try succeeds. Waits 100 ms after the first failure, and twice as long after each one, but never
/// less than the server asks for. Returns the last failure immediately if it is final, or if the wait would
/// not be over before the deadline.
pub async fn retry<T>(
    deadline: Instant,
    attempt: impl AsyncFn() -> Result<T, Failure>,
) -> Result<T, Failure> {
    let mut wait = Duration::from_millis(100);
    loop {
        let (failure, at_least) = match attempt().await {
            Ok(answer) => return Ok(answer),
            Err(Failure::Missing) => return Err(Failure::Missing),
            Err(Failure::Silence) => (Failure::Silence, Duration::ZERO),
            Err(Failure::Busy(at_least)) => (Failure::Busy(at_least), at_least),
        };
        let next = Instant::now() + wait.max(at_least);
        if next >= deadline {
            return Err(failure);
        }
        sleep_until(next).await;
        wait *= 2;
    }
}
