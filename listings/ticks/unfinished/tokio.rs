//! A second sender is kept alive, so the loop never learns that no value will come, with tokio.

use std::time::Duration;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::time::sleep;

fn ticks() -> (Sender<u32>, Receiver<u32>) {
    let (sender, receiver) = mpsc::channel(3);
    let spare = sender.clone();
    tokio::spawn(async move {
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

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (_spare, mut ticks) = ticks();
    while let Some(n) = ticks.recv().await {
        println!("main: I use {n}");
    }
    println!("main: the loop has ended");
}
