//! A worker that is asked to stop. It drops its orders and does not save them. Let it save them.

use tokio::sync::mpsc::Receiver;
use tokio::sync::oneshot;

/// Collects orders until they end or the sender of `stop` is dropped. Then saves them, which takes time and must not be
/// cut short, and returns how many they were.
pub async fn work(
    mut orders: Receiver<u32>,
    stop: oneshot::Receiver<()>,
    save: impl AsyncFnOnce(&[u32]),
) -> usize {
    let mut collected = Vec::new();
    let all = async {
        while let Some(order) = orders.recv().await {
            collected.push(order);
        }
        save(&collected).await;
        collected.len()
    };
    tokio::select! {
        saved = all => saved,
        _ = stop => 0,
    }
}
