//! The end of a server: all jobs have until the deadline.

use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

/// Waits until all `jobs` have ended, but no longer than `grace`, and aborts the rest. Returns the results of
/// those that were done, sorted, and how many were aborted. Returns as soon as the last job is done.
pub async fn close(mut jobs: JoinSet<u32>, grace: Duration) -> (Vec<u32>, usize) {
    let deadline = Instant::now() + grace;
    let mut done = Vec::new();
    // `join_next` may be dropped while it waits: no result is lost.
    while let Ok(Some(end)) = timeout_at(deadline, jobs.join_next()).await {
        done.extend(end);
    }
    jobs.abort_all();
    let mut aborted = 0;
    while let Some(end) = jobs.join_next().await {
        match end {
            Ok(result) => done.push(result),
            Err(_) => aborted += 1,
        }
    }
    done.sort();
    (done, aborted)
}
