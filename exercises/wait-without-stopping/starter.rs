//! Each fetch blocks the thread while it waits. Make it wait without blocking the thread.

use std::thread;
use std::time::Duration;

pub const WAIT: Duration = Duration::from_millis(100);

/// Returns the answer of the server for `page`, after a while.
pub async fn fetch(page: &str) -> String {
    thread::sleep(WAIT);
    format!("{page}: 200 OK")
}
