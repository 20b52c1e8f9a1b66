//! Two clerks sell the last seat, each in a thread.

use std::sync::Mutex;
use std::thread::{self, sleep};
use std::time::Duration;

fn sell(seats: &Mutex<u32>, sold: &Mutex<u32>) {
    if *seats.lock().unwrap() > 0 {
        // The customer pays.
        sleep(Duration::from_millis(100));
        let mut seats = seats.lock().unwrap();
        *seats = seats.saturating_sub(1);
        *sold.lock().unwrap() += 1;
    }
}

fn main() {
    let (seats, sold) = (Mutex::new(1), Mutex::new(0));
    thread::scope(|s| {
        s.spawn(|| sell(&seats, &sold));
        s.spawn(|| sell(&seats, &sold));
    });
    println!("seats sold: {}", sold.lock().unwrap());
}
