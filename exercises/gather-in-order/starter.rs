//! Results as they arrive. Return them in the order of the requests, with all fetches still under way at the same time.

use futures::stream::{FuturesUnordered, StreamExt};

/// Runs all `fetches` together and returns what they returned.
pub async fn fetch_all<T>(fetches: Vec<impl Future<Output = T>>) -> Vec<T> {
    let mut under_way: FuturesUnordered<_> = fetches.into_iter().collect();
    let mut results = Vec::new();
    while let Some(result) = under_way.next().await {
        results.push(result);
    }
    results
}
