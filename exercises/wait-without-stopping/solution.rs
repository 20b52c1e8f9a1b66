//! Each fetch waits, and stops nobody.

use std::time::Duration;
use tokio::time::sleep;

pub const WAIT: Duration = Duration::from_millis(100);

/// What the server says of `page`, after a while.
pub async fn fetch(page: &str) -> String {
    sleep(WAIT).await;
    format!("{page}: 200 OK")
}
