//! Ten counters that wait together, on one thread.

use futures::future::join_all;
use std::cell::RefCell;
use std::time::Duration;
use tokio::time::sleep;

pub const WAIT: Duration = Duration::from_millis(100);

/// Notes "one" in `log`, waits, and notes "two".
async fn count(log: &RefCell<Vec<&'static str>>) {
    log.borrow_mut().push("one");
    sleep(WAIT).await;
    log.borrow_mut().push("two");
}

/// Runs ten counters, which all use `log`.
pub async fn ten_counters(log: &RefCell<Vec<&'static str>>) {
    join_all((0..10).map(|_| count(log))).await;
}
