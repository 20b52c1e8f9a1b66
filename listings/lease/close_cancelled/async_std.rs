//! The meeting is dropped before it reaches its `close`: only `drop` still runs, and it cannot wait, with async-std.

use async_std::future::timeout;
use async_std::task::sleep;
use std::time::Duration;

struct Lease {
    room: u32,
    closed: bool,
}

impl Lease {
    async fn of(room: u32) -> Lease {
        sleep(Duration::from_millis(100)).await;
        println!("room {room} is leased");
        Lease {
            room,
            closed: false,
        }
    }

    async fn close(mut self) {
        sleep(Duration::from_millis(100)).await;
        println!("room {} is swept and given back", self.room);
        self.closed = true;
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if !self.closed {
            println!("room {} is given back unswept", self.room);
        }
    }
}

async fn meet() {
    let lease = Lease::of(7).await;
    println!("we meet in room {}", lease.room);
    sleep(Duration::from_millis(200)).await;
    println!("we have met");
    lease.close().await;
}

#[async_std::main]
async fn main() {
    // The lease is had after 100 ms; the meeting would end after 300.
    if timeout(Duration::from_millis(200), meet()).await.is_err() {
        println!("main calls the meeting off");
    }
    println!("main goes on");
}
