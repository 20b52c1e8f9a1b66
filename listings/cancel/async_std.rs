//! A worker is asked to stop and saves its work; `main` waits for it (async-std).

use async_std::channel::{Receiver, unbounded};
use async_std::future::timeout;
use async_std::task::{self, sleep};
use std::time::Duration;

const ORDER: Duration = Duration::from_millis(250);
const SAVE: Duration = Duration::from_millis(100);

/// The end of the channel asks the worker to stop.
async fn work(stop: Receiver<()>) -> u32 {
    let mut orders = 0;
    while timeout(ORDER, stop.recv()).await.is_err() {
        orders += 1;
        println!("worker: order {orders} is ready");
    }
    println!("worker: I stop");
    sleep(SAVE).await;
    println!("worker: saved");
    orders
}

#[async_std::main]
async fn main() {
    let (stop, asked) = unbounded();
    let worker = task::spawn(work(asked));
    sleep(Duration::from_millis(375)).await;
    println!("main: please stop");
    drop(stop);
    let orders = worker.await;
    println!("main: orders saved: {orders}");
}
