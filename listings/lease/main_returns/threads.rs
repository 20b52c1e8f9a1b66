//! `main` returns while a thread still holds a lease.

use std::sync::mpsc::{self, SyncSender};
use std::thread;
use std::time::Duration;

struct Lease;

impl Drop for Lease {
    fn drop(&mut self) {
        println!("room 7 is given back");
    }
}

fn meet(begun: SyncSender<()>) {
    let _lease = Lease;
    println!("room 7 is leased");
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
