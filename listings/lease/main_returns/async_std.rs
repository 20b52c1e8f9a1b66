//! `main` returns while a task of async-std still holds a lease.

use async_std::channel::{self, Sender};
use async_std::task::{self, sleep};
use std::time::Duration;

struct Lease;

impl Drop for Lease {
    fn drop(&mut self) {
        println!("room 7 is given back");
    }
}

async fn meet(begun: Sender<()>) {
    let _lease = Lease;
    println!("room 7 is leased");
    begun.send(()).await.expect("main waits for this");
    sleep(Duration::from_millis(250)).await;
    println!("we have met");
}

#[async_std::main]
async fn main() {
    let (begun, has_begun) = channel::bounded(1);
    task::spawn(meet(begun));
    has_begun.recv().await.expect("the meeting begins");
    println!("main returns");
}
