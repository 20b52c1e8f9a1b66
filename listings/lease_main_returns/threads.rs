//! `main` returns while a thread still holds a lease.

use std::sync::mpsc::{self, SyncSender};
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

fn meet(begun: SyncSender<()>) {
    let lease = Lease::of(7);
    println!("we meet in room {}", lease.0);
    begun.send(()).expect("main waits for this");
    thread::sleep(Duration::from_millis(250));
    println!("we have met");
}

fn main() {
    let (begun, has_begun) = mpsc::sync_channel(1);
    thread::spawn(|| meet(begun));
    has_begun.recv().expect("the meeting begins");
    println!("main returns");
}
