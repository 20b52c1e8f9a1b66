//! A function that leases a room, lends it, and closes it whatever comes back, with async-std.

use async_std::task::sleep;
use std::num::ParseIntError;
use std::time::Duration;

struct Lease(u32);

impl Lease {
    async fn of(room: u32) -> Lease {
        sleep(Duration::from_millis(100)).await;
        println!("room {room} is leased");
        Lease(room)
    }

    async fn close(self) {
        sleep(Duration::from_millis(100)).await;
        println!("room {} is swept and given back", self.0);
    }
}

/// Leases `room` for `work`, and closes the lease before it hands on what `work` returned.
async fn with_room<T>(room: u32, work: impl AsyncFnOnce(&Lease) -> T) -> T {
    let lease = Lease::of(room).await;
    let result = work(&lease).await;
    lease.close().await;
    result
}

async fn meet(minutes: &str) -> Result<u32, ParseIntError> {
    with_room(7, async |lease| {
        println!("we meet in room {}", lease.0);
        let minutes = minutes.parse()?;
        println!("we have met");
        Ok(minutes)
    })
    .await
}

#[async_std::main]
async fn main() {
    println!("main has {:?}", meet("60").await);
    println!("main has {:?}", meet("an hour").await);
}
