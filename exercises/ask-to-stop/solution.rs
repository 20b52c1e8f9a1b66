//! A worker that is asked to stop: it saves its orders first.

use tokio::sync::mpsc::Receiver;
use tokio::sync::oneshot;

/// Collects orders until they end or the sender of `stop` is dropped. Then saves them, which takes time and must not be
/// cut short, and returns how many they were.
pub async fn work(
    mut orders: Receiver<u32>,
    mut stop: oneshot::Receiver<()>,
    save: impl AsyncFnOnce(&[u32]),
) -> usize {
    let mut collected = Vec::new();
    loop {
        // `recv` may be dropped while it waits: no order is lost.
        tokio::select! {
            _ = &mut stop => break,
            order = orders.recv() => match order {
                Some(order) => collected.push(order),
                None => break,
            },
        }
    }
    // Outside the `select!`, the signal cannot drop it.
    save(&collected).await;
    collected.len()
}
