//! At most `limit` fetches at a time, in order. But a slow fetch holds up the others: start another fetch each time one
//! has finished.

use futures::stream::{self, StreamExt};

/// Runs the `fetches`, at most `limit` at a time, and returns their results in order. While a fetch has not started
/// yet, `limit` fetches are under way.
pub async fn fetch_all<T>(fetches: Vec<impl Future<Output = T>>, limit: usize) -> Vec<T> {
    stream::iter(fetches).buffered(limit).collect().await
}
