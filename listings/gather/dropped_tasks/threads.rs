//! The handles of three threads, dropped after 200 ms: the threads go on.

use std::thread;
use std::time::Duration;

fn fetch(page: &str, wait: u64) -> String {
    thread::sleep(Duration::from_millis(wait));
    println!("{page} is here");
    format!("text of {page}")
}

fn main() {
    let handles = [
        thread::spawn(|| fetch("a", 300)),
        thread::spawn(|| fetch("b", 100)),
        thread::spawn(|| fetch("c", 150)),
    ];
    thread::sleep(Duration::from_millis(200));
    println!("main gives up");
    drop(handles);
    // Time for whatever still runs.
    thread::sleep(Duration::from_millis(200));
    println!("main ends");
}
