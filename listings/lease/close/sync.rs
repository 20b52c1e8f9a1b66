//! Giving the room back takes time, so it is asked for in words.

use std::thread;
use std::time::Duration;

struct Lease(u32);

impl Lease {
    fn of(room: u32) -> Lease {
        thread::sleep(Duration::from_millis(100));
        println!("room {room} is leased");
        Lease(room)
    }

    /// Takes the lease: nobody can use the room after it.
    fn close(self) {
        thread::sleep(Duration::from_millis(100));
        println!("room {} is swept and given back", self.0);
    }
}

fn meet() {
    let lease = Lease::of(7);
    println!("we meet in room {}", lease.0);
    thread::sleep(Duration::from_millis(200));
    println!("we have met");
    lease.close();
}

fn main() {
    meet();
    println!("main goes on");
}
