//! A panic unwinds the thread's stack, and the room is given back before `join` hears of it.

use std::panic;
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

fn meet(chairs: &[&str]) {
    let lease = Lease::of(7);
    println!("we meet in room {}", lease.0);
    thread::sleep(Duration::from_millis(100));
    println!("the first of us sits on {}", chairs[0]);
}

fn main() {
    if let Err(panic) = thread::spawn(|| meet(&[])).join() {
        // The thread has unwound; let main do the same.
        panic::resume_unwind(panic);
    }
    println!("main goes on");
}
