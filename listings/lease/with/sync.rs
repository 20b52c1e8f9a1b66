//! A function that leases a room, lends it, and closes it whatever comes back.

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

    fn close(self) {
        thread::sleep(Duration::from_millis(100));
        println!("room {} is swept and given back", self.0);
    }
}

/// Leases `room` for `work`, and closes the lease before it hands on what `work` returned.
fn with_room<T>(room: u32, work: impl FnOnce(&Lease) -> T) -> T {
    let lease = Lease::of(room);
    let result = work(&lease);
    lease.close();
    result
}

fn meet(minutes: &str) -> Result<u32, ParseIntError> {
    with_room(7, |lease| {
        println!("we meet in room {}", lease.0);
        let minutes = minutes.parse()?;
        println!("we have met");
        Ok(minutes)
    })
}

fn main() {
    println!("main has {:?}", meet("60"));
    println!("main has {:?}", meet("an hour"));
}
