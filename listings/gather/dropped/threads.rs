//! The handles of two threads, dropped after 150 ms: the threads continue.

use std::thread;
use std::time::Duration;

fn fetch(page: &str, wait: u64) -> String {
    thread::sleep(Duration::from_millis(wait));
    println!("{page} is here");
    format!("text of {page}")
}

fn main() {
    println!("handles:");
    let handles = [
        thread::spawn(|| fetch("a", 300)),
        thread::spawn(|| fetch("b", 10)),
    ];
    thread::sleep(Duration::from_millis(150));
    drop(handles);
    println!("main gives up");
    thread::sleep(Duration::from_millis(300));
}
