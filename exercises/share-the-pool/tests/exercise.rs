//! All pages are stored, and sooner than one after the other. The tests run in paused time.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use std::time::Duration;
use tokio::time::{Instant, timeout};

/// How long it took, and what was stored, sorted.
async fn fetch_and_store(pages: &[u32]) -> (Duration, Vec<u32>) {
    let (pool, start) = (it::Pool::new(), Instant::now());
    let hour = Duration::from_secs(3600);
    let end = timeout(hour, it::fetch_and_store(pages, &pool)).await;
    assert!(end.is_ok(), "it hangs: an hour has passed");
    let mut stored = pool.stored.into_inner();
    stored.sort();
    (start.elapsed(), stored)
}

#[tokio::test(start_paused = true)]
async fn two_pages_are_stored() {
    assert_eq!(fetch_and_store(&[1, 2]).await.1, [1, 2]);
}

#[tokio::test(start_paused = true)]
async fn six_pages_are_stored() {
    let (_, stored) = fetch_and_store(&[1, 2, 3, 4, 5, 6]).await;
    assert_eq!(stored, [1, 2, 3, 4, 5, 6]);
}

#[tokio::test(start_paused = true)]
async fn fetches_wait_together() {
    let (took, _) = fetch_and_store(&[1, 2, 3, 4]).await;
    // One after the other, four pages take 440 ms.
    assert!(took < Duration::from_millis(350), "{took:?}");
}
