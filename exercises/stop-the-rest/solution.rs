//! All results, or the first error in time, which stops the rest.

use futures::future::try_join_all;

/// Runs all `fetches` together. Returns their results in order, or the error of the first that fails.
pub async fn fetch_all<T: Send + 'static>(
    fetches: Vec<impl Future<Output = Result<T, String>> + Send + 'static>,
) -> Result<Vec<T>, String> {
    try_join_all(fetches).await
}
