//! A room that a thread leases, and gives back when the thread ends.

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
    thread::spawn(meet)
        .join()
        .expect("the meeting does not panic");
    println!("main goes on");
}
