//! Tries again after every failure, whatever it was. Listen to what the server says.

use std::time::Duration;
use tokio::time::{Instant, sleep};

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
        let failure = match attempt().await {
            Ok(answer) => return Ok(answer),
            Err(failure) => failure,
        };
        if Instant::now() + wait >= deadline {
            return Err(failure);
        }
        sleep(wait).await;
        wait *= 2;
    }
}
