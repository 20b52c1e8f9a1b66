//! A meeting is dropped while it waits, and the room is given back then, with async-std.

use async_std::future::timeout;
use async_std::task::sleep;
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

async fn meet() {
    let lease = Lease::of(7).await;
    println!("we meet in room {}", lease.0);
    sleep(Duration::from_millis(200)).await;
    println!("we have met");
}

#[async_std::main]
async fn main() {
    // The lease is had after 100 ms; the meeting would end after 300.
    if timeout(Duration::from_millis(200), meet()).await.is_err() {
        println!("main calls the meeting off");
    }
    println!("main goes on");
}
