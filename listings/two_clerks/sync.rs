//! Two clerks sell the last seat, one after the other.

use std::cell::Cell;
use std::thread::sleep;
use std::time::Duration;

fn sell(seats: &Cell<u32>, sold: &Cell<u32>) {
    if seats.get() > 0 {
        // The customer pays.
        sleep(Duration::from_millis(100));
        seats.set(seats.get().saturating_sub(1));
        sold.set(sold.get() + 1);
    }
}

fn main() {
    let (seats, sold) = (Cell::new(1), Cell::new(0));
    sell(&seats, &sold);
    sell(&seats, &sold);
    println!("seats sold: {}", sold.get());
}
