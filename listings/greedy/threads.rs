//! Ann locks the printer again as soon as it is free, and Bob waits for a turn.

use std::sync::Mutex;
use std::thread::{self, sleep};
use std::time::Duration;

fn print_all(printer: &Mutex<u32>) {
    for _ in 0..4 {
        let mut pages = printer.lock().unwrap();
        sleep(Duration::from_millis(200));
        *pages += 1;
    }
}

fn main() {
    let printer = Mutex::new(0);
    thread::scope(|s| {
        s.spawn(|| print_all(&printer));
        sleep(Duration::from_millis(100));
        let pages = printer.lock().unwrap();
        println!("Bob has the printer after {pages} pages");
    });
}
