//! A countdown that calls itself.

use std::thread;
use std::time::Duration;

fn countdown(n: u32) {
    println!("{n}");
    if n > 0 {
        thread::sleep(Duration::from_millis(100));
        countdown(n - 1);
    }
}

fn main() {
    countdown(3);
}
