//! Two customers look and take in one step, and pay then, with tokio.

use std::cell::Cell;
use std::time::Duration;
use tokio::time::sleep;

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

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let seats = Cell::new(1);
    tokio::join!(book("Ann", &seats), async {
        sleep(Duration::from_millis(100)).await;
        book("Bob", &seats).await;
    });
    println!("seats left: {}", seats.get());
}
