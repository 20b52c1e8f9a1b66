//! A blocking call has a thread of its own, and its worker is free for a task that is ready.

use tokio::task::spawn_blocking;

/// Spawns `ready`, calls `block`, which blocks its thread, and returns the result of `ready`.
pub async fn both<T: Send + 'static>(
    ready: impl Future<Output = T> + Send + 'static,
    block: impl FnOnce() + Send + 'static,
) -> T {
    let ready = tokio::spawn(ready);
    spawn_blocking(block).await.expect("it does not panic");
    ready.await.expect("it does not panic")
}
