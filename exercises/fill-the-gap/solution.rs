//! At most `limit` fetches at a time, in order, and another starts each time one has finished.

use futures::stream::{self, StreamExt};

/// Runs the `fetches`, at most `limit` at a time, and returns their results in order. While a fetch has not started
/// yet, `limit` fetches are under way.
pub async fn fetch_all<T>(fetches: Vec<impl Future<Output = T>>, limit: usize) -> Vec<T> {
    let numbered = fetches.into_iter().enumerate();
    let numbered = numbered.map(async |(place, fetch)| (place, fetch.await));
    let under_way = stream::iter(numbered).buffer_unordered(limit);
    let mut results: Vec<_> = under_way.collect().await;
    results.sort_by_key(|(place, _)| *place);
    results.into_iter().map(|(_, result)| result).collect()
}
