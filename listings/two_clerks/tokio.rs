//! Two clerks sell the last seat, joined on one thread, with tokio.

use std::cell::Cell;
use std::time::Duration;
use tokio::time::sleep;

async fn sell(seats: &Cell<u32>, sold: &Cell<u32>) {
    if seats.get() > 0 {
        // The customer pays.
        sleep(Duration::from_millis(100)).await;
        seats.set(seats.get().saturating_sub(1));
        sold.set(sold.get() + 1);
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (seats, sold) = (Cell::new(1), Cell::new(0));
    tokio::join!(sell(&seats, &sold), sell(&seats, &sold));
    println!("seats sold: {}", sold.get());
}
