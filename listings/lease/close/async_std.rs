//! Giving the room back takes time, so it is asked for in words, with async-std.

use async_std::task::sleep;
use std::time::Duration;

struct Lease(u32);

impl Lease {
    async fn of(room: u32) -> Lease {
        sleep(Duration::from_millis(100)).await;
        println!("room {room} is leased");
        Lease(room)
    }

    /// Takes the lease: nobody can use the room after it.
    async fn close(self) {
        sleep(Duration::from_millis(100)).await;
        println!("room {} is swept and given back", self.0);
    }
}

async fn meet() {
    let lease = Lease::of(7).await;
    println!("we meet in room {}", lease.0);
    sleep(Duration::from_millis(200)).await;
    println!("we have met");
    lease.close().await;
}

#[async_std::main]
async fn main() {
    meet().await;
    println!("main goes on");
}
