//! `exit` ends the process where it stands: nothing is dropped.

use std::process;
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
    process::exit(0);
}

fn main() {
    meet();
    println!("main goes on");
}
