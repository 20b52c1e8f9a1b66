//! `main` returns while a task of async-std still holds a lease.

use async_std::channel::{self, Sender};
use async_std::task::{self, sleep};
use std::time::Duration;

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

#[async_std::main]
async fn main() {
    let (begun, has_begun) = channel::bounded(1);
    task::spawn(meet(begun));
    has_begun.recv().await.expect("the meeting begins");
    println!("main returns");
}
