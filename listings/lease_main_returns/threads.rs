//! `main` returns while a thread still holds a lease.

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

fn meet() {
    let lease = Lease::of(7);
    println!("we meet in room {}", lease.0);
    thread::sleep(Duration::from_millis(200));
    println!("we have met");
}

fn main() {
    thread::spawn(meet);
    // The lease begins after 100 ms; the meeting would end after 300.
    thread::sleep(Duration::from_millis(200));
    println!("main returns");
}
