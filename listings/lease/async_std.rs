//! A lease gives its room back on success, on an error and in a panic, with async-std.

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
}

impl Drop for Lease {
    fn drop(&mut self) {
        println!("room {} is given back", self.0);
    }
}

/// A meeting that ends with a value, an error or a panic.
async fn meet(minutes: &str) -> Result<u32, ParseIntError> {
    let lease = Lease::of(7).await;
    println!("we meet in room {}", lease.0);
    sleep(Duration::from_millis(100)).await;
    assert!(!minutes.is_empty(), "how long do we meet?");
    let minutes = minutes.parse()?;
    println!("we have met");
    Ok(minutes)
}

#[async_std::main]
async fn main() {
    for minutes in ["60", "an hour", ""] {
        let result = meet(minutes).await;
        println!("main has {result:?}");
    }
}
