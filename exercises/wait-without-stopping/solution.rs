//! Each fetch waits without blocking its thread.

use std::time::Duration;
use tokio::time::sleep;

pub const WAIT: Duration = Duration::from_millis(100);

/// Returns the answer of the server for `page`, after a while.
pub async fn fetch(page: &str) -> String {
    sleep(WAIT).await;
    format!("{page}: 200 OK")
}
