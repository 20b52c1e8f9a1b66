//! A worker is asked to stop and saves its work; `main` waits for it; with tokio.

use std::time::Duration;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

const ORDER: Duration = Duration::from_millis(250);
const SAVE: Duration = Duration::from_millis(100);

/// The token asks the worker to stop.
async fn work(stop: CancellationToken) -> u32 {
    let mut orders = 0;
    while stop.run_until_cancelled(sleep(ORDER)).await.is_some() {
        orders += 1;
        println!("worker: order {orders} is ready");
    }
    println!("worker: I stop");
    sleep(SAVE).await;
    println!("worker: saved");
    orders
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let stop = CancellationToken::new();
    let worker = tokio::spawn(work(stop.clone()));
    sleep(Duration::from_millis(375)).await;
    println!("main: please stop");
    stop.cancel();
    let orders = worker.await.expect("the worker does not panic");
    println!("main: orders saved: {orders}");
}
