//! A second sender is kept alive, so the loop never learns that no value will come, with async-std.

use async_std::channel::{self, Receiver, Sender};
use async_std::task::{self, sleep};
use std::time::Duration;

fn ticks() -> (Sender<u32>, Receiver<u32>) {
    let (sender, receiver) = channel::bounded(3);
    let spare = sender.clone();
    task::spawn(async move {
        for n in 1..=3 {
            sleep(Duration::from_millis(100)).await;
            println!("source: here is {n}");
            if sender.send(n).await.is_err() {
                // Nobody listens any more.
                break;
            }
        }
    });
    (spare, receiver)
}

#[async_std::main]
async fn main() {
    let (_spare, ticks) = ticks();
    while let Ok(n) = ticks.recv().await {
        println!("main: I use {n}");
    }
    println!("main: the loop has ended");
}
