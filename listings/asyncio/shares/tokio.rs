//! Share and send values with tokio, a function for each idea of asyncio.

use async_stream::stream;
use futures::StreamExt;
use std::pin::pin;
use std::time::Duration;
use tokio::sync::{Mutex, Semaphore, mpsc, watch};
use tokio::time::sleep;

tokio::task_local!(static USER: &'static str);

async fn lock() {
    let counter = Mutex::new(0);
    let add = async || *counter.lock().await += 1;
    tokio::join!(add(), add());
    println!("Lock: {}", counter.into_inner());
}

async fn semaphore() {
    let permits = Semaphore::new(2);
    let _both = permits.acquire_many(2).await.unwrap();
    assert!(permits.try_acquire().is_err());
    println!("Semaphore: both permits are taken");
}

async fn queue() {
    let (sender, mut orders) = mpsc::channel(1);
    let producer = tokio::spawn(async move {
        for order in 1..=3 {
            sender.send(order).await.unwrap();
        }
    });
    while let Some(order) = orders.recv().await {
        println!("Queue: {order}");
    }
    producer.await.unwrap();
}

async fn event() {
    let (ready, mut seen) = watch::channel(false);
    let waiter = tokio::spawn(async move { seen.wait_for(|on| *on).await.is_ok() });
    ready.send_replace(true);
    assert!(waiter.await.unwrap());
    println!("Event: seen");
}

async fn condition() {
    let (level, mut changed) = watch::channel(0);
    let fill = async { level.send_modify(|level| *level += 3) };
    let full = async { *changed.wait_for(|level| *level == 3).await.unwrap() };
    let (full_level, ()) = tokio::join!(full, fill);
    println!("Condition: {full_level}");
}

async fn async_for() {
    let mut ticks = pin!(stream! {
        for n in 1..=2 {
            sleep(Duration::from_millis(100)).await;
            yield n;
        }
    });
    while let Some(n) = ticks.next().await {
        println!("async for: {n}");
    }
}

async fn context() {
    let greet = async { println!("contextvars: {}", USER.get()) };
    let task = async { tokio::spawn(USER.scope(USER.get(), greet)).await };
    USER.scope("ada", task).await.unwrap();
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    lock().await;
    semaphore().await;
    queue().await;
    event().await;
    condition().await;
    async_for().await;
    context().await;
}
