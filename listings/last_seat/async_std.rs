//! Two customers look, pay, and take the last seat, on one thread with async-std.

use async_std::task::sleep;
use futures::join;
use std::cell::Cell;
use std::time::Duration;

async fn book(name: &str, seats: &Cell<u32>) {
    let free = seats.get();
    if free == 0 {
        println!("{name}: no seat is left");
        return;
    }
    println!("{name}: I pay");
    sleep(Duration::from_millis(200)).await;
    seats.set(free - 1);
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
