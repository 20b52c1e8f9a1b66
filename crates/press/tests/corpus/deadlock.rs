//! Two threads, each of which waits for the lock that the other holds.
use std::sync::{Barrier, Mutex};
use std::thread;

fn hold(mine: &Mutex<u32>, other: &Mutex<u32>, both: &Barrier) {
    let mut mine = mine.lock().unwrap();
    both.wait();
    println!("holding one");
    *mine += *other.lock().unwrap();
}

fn main() {
    let (a, b, both) = (Mutex::new(1), Mutex::new(2), Barrier::new(2));
    thread::scope(|s| {
        s.spawn(|| hold(&a, &b, &both));
        s.spawn(|| hold(&b, &a, &both));
    });
    println!("not reached");
}
// killed after 1500 ms
