//! Two clerks sell the last seat, joined on one thread, with async-std.

use async_std::task::sleep;
use std::cell::Cell;
use std::time::Duration;

async fn sell(seats: &Cell<u32>, sold: &Cell<u32>) {
    if seats.get() > 0 {
        // The customer pays.
        sleep(Duration::from_millis(100)).await;
        seats.set(seats.get().saturating_sub(1));
        sold.set(sold.get() + 1);
    }
}

#[async_std::main]
async fn main() {
    let (seats, sold) = (Cell::new(1), Cell::new(0));
    futures::join!(sell(&seats, &sold), sell(&seats, &sold));
    println!("seats sold: {}", sold.get());
}
