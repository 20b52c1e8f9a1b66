//! All results, or an error. After an error the other fetches continue. Return the first error in time, and stop the rest.

/// Runs all `fetches` together. Returns their results in order, or the error of the first that fails.
pub async fn fetch_all<T: Send + 'static>(
    fetches: Vec<impl Future<Output = Result<T, String>> + Send + 'static>,
) -> Result<Vec<T>, String> {
    let handles: Vec<_> = fetches.into_iter().map(tokio::spawn).collect();
    let mut results = Vec::new();
    for handle in handles {
        results.push(handle.await.expect("a fetch does not panic")?);
    }
    Ok(results)
}
