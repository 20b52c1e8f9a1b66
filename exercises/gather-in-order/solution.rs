//! All results, in the order of the requests.

use futures::future::join_all;

/// Runs all `fetches` together and returns what they returned, in the order of `fetches`.
pub async fn fetch_all<T>(fetches: Vec<impl Future<Output = T>>) -> Vec<T> {
    join_all(fetches).await
}
