//! A task blocks its worker, and a task that is ready waits for it. Keep the worker free.

/// Spawns `ready`, calls `block`, which blocks its thread, and returns the result of `ready`.
pub async fn both<T: Send + 'static>(
    ready: impl Future<Output = T> + Send + 'static,
    block: impl FnOnce() + Send + 'static,
) -> T {
    let ready = tokio::spawn(ready);
    block();
    ready.await.expect("it does not panic")
}
