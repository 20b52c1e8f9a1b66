//! Each fetch stops the thread for as long as it waits. Have it wait without stopping anybody.

use std::thread;
use std::time::Duration;

pub const WAIT: Duration = Duration::from_millis(100);

/// What the server says of `page`, after a while.
pub async fn fetch(page: &str) -> String {
    thread::sleep(WAIT);
    format!("{page}: 200 OK")
}
