//! `main` starts two threads and joins both before it returns.

use std::thread::{self, sleep};
use std::time::Duration;

fn save(page: &str, time: u64) {
    sleep(Duration::from_millis(time));
    println!("{page} is saved");
}

fn main() {
    let a = thread::spawn(|| save("a", 150));
    let b = thread::spawn(|| save("b", 250));
    println!("main: both are started");
    sleep(Duration::from_millis(50));
    a.join().unwrap();
    b.join().unwrap();
    println!("main: both are saved");
}
