//! A worker is asked to stop and saves its work; `main` waits for it; with smol.

use smol::Timer;
use smol::channel::{Receiver, unbounded};
use smol::future::or;
use std::time::Duration;

const ORDER: Duration = Duration::from_millis(250);
const SAVE: Duration = Duration::from_millis(100);

async fn order_is_ready() -> bool {
    Timer::after(ORDER).await;
    true
}

/// The end of the channel asks the worker to stop.
async fn work(stop: Receiver<()>) -> u32 {
    let asked = || async { stop.recv().await.is_ok() };
    let mut orders = 0;
    while or(asked(), order_is_ready()).await {
        orders += 1;
        println!("worker: order {orders} is ready");
    }
    println!("worker: I stop");
    Timer::after(SAVE).await;
    println!("worker: saved");
    orders
}

fn main() {
    smol::block_on(async {
        let (stop, asked) = unbounded();
        let worker = smol::spawn(work(asked));
        Timer::after(Duration::from_millis(375)).await;
        println!("main: please stop");
        drop(stop);
        let orders = worker.await;
        println!("main: orders saved: {orders}");
    });
}
