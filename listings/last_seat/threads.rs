//! Two customers look, pay, and take the last seat, on a thread each.

use std::sync::Mutex;
use std::thread::{self, sleep};
use std::time::Duration;

fn book(name: &str, seats: &Mutex<u32>) {
    let free = *seats.lock().unwrap();
    if free == 0 {
        println!("{name}: no seat is left");
        return;
    }
    println!("{name}: I pay");
    sleep(Duration::from_millis(200));
    *seats.lock().unwrap() = free - 1;
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
