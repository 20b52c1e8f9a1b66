//! A lease gives its room back on success, on an error and in a panic.

use std::num::ParseIntError;
use std::thread;
use std::time::Duration;

struct Lease(u32);

impl Lease {
    fn of(room: u32) -> Lease {
        thread::sleep(Duration::from_millis(100));
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
fn meet(minutes: &str) -> Result<u32, ParseIntError> {
    let lease = Lease::of(7);
    println!("we meet in room {}", lease.0);
    thread::sleep(Duration::from_millis(100));
    assert!(!minutes.is_empty(), "how long do we meet?");
    let minutes = minutes.parse()?;
    println!("we have met");
    Ok(minutes)
}

fn main() {
    for minutes in ["60", "an hour", ""] {
        let result = meet(minutes);
        println!("main has {result:?}");
    }
}
