//! One meeting closes its lease; another is cancelled before it can, with tokio.

use std::time::Duration;
use tokio::time::{sleep, timeout};

struct Lease {
    closed: bool,
}

impl Lease {
    async fn take() -> Lease {
        sleep(Duration::from_millis(100)).await;
        println!("room 7 is leased");
        Lease { closed: false }
    }

    /// Takes the lease by value, so no line can use the lease afterwards.
    async fn close(mut self) {
        sleep(Duration::from_millis(100)).await;
        println!("room 7 is swept and given back");
        self.closed = true;
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if !self.closed {
            println!("room 7 is given back unswept");
        }
    }
}

async fn meet() {
    let lease = Lease::take().await;
    println!("we meet in room 7");
    sleep(Duration::from_millis(200)).await;
    println!("we have met");
    lease.close().await;
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    meet().await;
    // The lease begins after 100 ms; the meeting would end after 300.
    if timeout(Duration::from_millis(200), meet()).await.is_err() {
        println!("main calls the second meeting off");
    }
}
