//! Several workers, `spawn_blocking`, `block_in_place`, a semaphore, a boxed future handed to `spawn`.
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use tokio::sync::{Mutex, Semaphore};

async fn add(total: Arc<Mutex<u32>>, free: Arc<Semaphore>, n: u32) {
    let _permit = free.acquire().await.unwrap();
    tokio::time::sleep(Duration::from_millis(5)).await;
    *total.lock().await += n;
}

fn boxed(n: u32) -> Pin<Box<dyn Future<Output = u32> + Send>> { Box::pin(async move { n + 1 }) }

fn read() -> &'static str { thread::sleep(Duration::from_millis(10)); "read" }

#[tokio::main(worker_threads = 2)]
async fn main() {
    let (total, free) = (Arc::new(Mutex::new(0)), Arc::new(Semaphore::new(2)));
    let tasks: Vec<_> = (1..=4).map(|n| tokio::spawn(add(total.clone(), free.clone(), n))).collect();
    for task in tasks { task.await.unwrap(); }
    println!("{} {}", total.lock().await, tokio::task::spawn_blocking(read).await.unwrap());
    println!("{}", tokio::spawn(boxed(1)).await.unwrap());
    println!("{}", tokio::spawn(async { tokio::task::block_in_place(|| read().len()) }).await.unwrap());
}
