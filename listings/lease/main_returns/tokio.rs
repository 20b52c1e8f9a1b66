//! `main` returns while a task of tokio still holds a lease.

use std::time::Duration;
use tokio::sync::mpsc::{self, Sender};
use tokio::time::sleep;

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

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (begun, mut has_begun) = mpsc::channel(1);
    tokio::spawn(meet(begun));
    has_begun.recv().await.expect("the meeting begins");
    println!("main returns");
}
