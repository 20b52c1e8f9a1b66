//! Ann passes the printer to the thread that waits, with parking_lot.

use parking_lot::{Mutex, MutexGuard};
use std::thread::{self, sleep};
use std::time::Duration;

fn print_all(printer: &Mutex<u32>) {
    for _ in 0..4 {
        let mut pages = printer.lock();
        sleep(Duration::from_millis(200));
        *pages += 1;
        MutexGuard::unlock_fair(pages);
    }
}

fn main() {
    let printer = Mutex::new(0);
    thread::scope(|s| {
        s.spawn(|| print_all(&printer));
        sleep(Duration::from_millis(100));
        let pages = printer.lock();
        println!("Bob has the printer after {pages} pages");
    });
}
