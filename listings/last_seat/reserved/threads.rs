//! Two customers look and take in one step, and pay then, on a thread each.

use std::sync::Mutex;
use std::thread::{self, sleep};
use std::time::Duration;

/// Looks and takes in one step: the guard lives until the end.
fn reserve(seats: &Mutex<u32>) -> bool {
    let mut free = seats.lock().unwrap();
    if *free == 0 {
        return false;
    }
    *free -= 1;
    true
}

fn book(name: &str, seats: &Mutex<u32>) {
    if !reserve(seats) {
        println!("{name}: no seat is left");
        return;
    }
    println!("{name}: I pay");
    sleep(Duration::from_millis(200));
    println!("{name}: I have a seat");
}

fn main() {
    let seats = Mutex::new(1);
    thread::scope(|s| {
        s.spawn(|| book("Ann", &seats));
        sleep(Duration::from_millis(100));
        s.spawn(|| book("Bob", &seats));
    });
    println!("seats left: {}", seats.lock().unwrap());
}
