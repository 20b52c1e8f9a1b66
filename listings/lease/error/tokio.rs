//! `?` leaves the function early, and the room is given back on the way, with tokio.

use std::num::ParseIntError;
use std::time::Duration;
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

async fn meet(minutes: &str) -> Result<u32, ParseIntError> {
    let lease = Lease::of(7).await;
    println!("we meet in room {}", lease.0);
    sleep(Duration::from_millis(100)).await;
    let minutes = minutes.parse()?;
    println!("we have met");
    Ok(minutes)
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let result = meet("an hour").await;
    println!("main goes on with {result:?}");
}
