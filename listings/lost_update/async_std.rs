//! Two tasks count a visitor each. Between their two steps, each waits.

use async_std::task::{spawn, yield_now};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

async fn count(visitors: Arc<AtomicU32>) {
    let before = visitors.load(SeqCst);
    yield_now().await;
    visitors.store(before + 1, SeqCst);
}

#[async_std::main]
async fn main() {
    let visitors = Arc::new(AtomicU32::new(0));
    let one = spawn(count(visitors.clone()));
    let two = spawn(count(visitors.clone()));
    one.await;
    two.await;
    println!("visitors: {}", visitors.load(SeqCst));
}
