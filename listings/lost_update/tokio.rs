//! Two tasks count a visitor each. Between their two steps, each waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use tokio::task::yield_now;

async fn count(visitors: Arc<AtomicU32>) {
    let before = visitors.load(SeqCst);
    yield_now().await;
    visitors.store(before + 1, SeqCst);
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let visitors = Arc::new(AtomicU32::new(0));
    let one = tokio::spawn(count(visitors.clone()));
    let two = tokio::spawn(count(visitors.clone()));
    one.await.unwrap();
    two.await.unwrap();
    println!("visitors: {}", visitors.load(SeqCst));
}
