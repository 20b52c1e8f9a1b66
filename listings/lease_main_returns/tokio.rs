//! `main` returns while a task of tokio still holds a lease.

use std::time::Duration;
use tokio::sync::mpsc::{self, Sender};
use tokio::time::sleep;

struct Lease(u32);

impl Lease {
    async fn of(room: u32) -> Lease {
        sleep(Duration::from_millis(100)).await;
        println!("room {room} is leased");
        Lease(room)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        println!("room {} is given back", self.0);
    }
}

async fn meet(begun: Sender<()>) {
    let lease = Lease::of(7).await;
    println!("we meet in room {}", lease.0);
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
