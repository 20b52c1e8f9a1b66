//! At most `limit` fetches at once, in order, and another begins for each that has ended.

use futures::stream::{self, StreamExt};

/// Runs the `fetches`, at most `limit` at once, and returns what they returned, in their order. As long as one
/// of them has not begun, there are `limit` under way.
pub async fn fetch_all<T>(fetches: Vec<impl Future<Output = T>>, limit: usize) -> Vec<T> {
    let numbered = fetches.into_iter().enumerate();
    let numbered = numbered.map(async |(place, fetch)| (place, fetch.await));
    let under_way = stream::iter(numbered).buffer_unordered(limit);
    let mut results: Vec<_> = under_way.collect().await;
    results.sort_by_key(|(place, _)| *place);
    results.into_iter().map(|(_, result)| result).collect()
}
