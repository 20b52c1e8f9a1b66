//! `main` starts two threads and returns: the process ends.

use std::thread::{self, sleep};
use std::time::Duration;

fn save(page: &str, time: u64) {
    sleep(Duration::from_millis(time));
    println!("{page} is saved");
}

fn main() {
    thread::spawn(|| save("a", 150));
    thread::spawn(|| save("b", 250));
    println!("main: both are started");
    sleep(Duration::from_millis(50));
}
