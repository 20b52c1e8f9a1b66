//! A panic unwinds the stack, and the room is given back on the way, with async-std.

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

async fn meet(chairs: &[&str]) {
    let lease = Lease::of(7).await;
    println!("we meet in room {}", lease.0);
    sleep(Duration::from_millis(100)).await;
    println!("the first of us sits on {}", chairs[0]);
}

#[async_std::main]
async fn main() {
    meet(&[]).await;
    println!("main goes on");
}
