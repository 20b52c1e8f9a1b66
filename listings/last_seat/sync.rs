//! Two customers look, pay, and take the last seat, one after the other.

use std::cell::Cell;
use std::thread::sleep;
use std::time::Duration;

fn book(name: &str, seats: &Cell<u32>) {
    let free = seats.get();
    if free == 0 {
        println!("{name}: no seat is left");
        return;
    }
    println!("{name}: I pay");
    sleep(Duration::from_millis(200));
    seats.set(free - 1);
    println!("{name}: I have a seat");
}

fn main() {
    let seats = Cell::new(1);
    book("Ann", &seats);
    book("Bob", &seats);
    println!("seats left: {}", seats.get());
}
