//! Two customers look and take in one step, and pay then, with async-std.

use async_std::task::sleep;
use futures::join;
use std::cell::Cell;
use std::time::Duration;

/// Looks and takes in one step: no `.await` is between the two.
fn reserve(seats: &Cell<u32>) -> bool {
    let free = seats.get();
    if free == 0 {
        return false;
    }
    seats.set(free - 1);
    true
}

async fn book(name: &str, seats: &Cell<u32>) {
    if !reserve(seats) {
        println!("{name}: no seat is left");
        return;
    }
    println!("{name}: I pay");
    sleep(Duration::from_millis(200)).await;
    println!("{name}: I have a seat");
}

#[async_std::main]
async fn main() {
    let seats = Cell::new(1);
    join!(book("Ann", &seats), async {
        sleep(Duration::from_millis(100)).await;
        book("Bob", &seats).await;
    });
    println!("seats left: {}", seats.get());
}
