//! Ann reads the price, Eve waits to write it, and then Cat comes to read it, with async-std.

use async_std::sync::RwLock;
use async_std::task::sleep;
use std::time::Duration;

const STEP: Duration = Duration::from_millis(100);

/// Comes after so many steps, and keeps the lock for so many.
async fn read(name: &str, comes: u32, keeps: u32, price: &RwLock<u32>) {
    sleep(comes * STEP).await;
    println!("{name} wants to read");
    let price = price.read().await;
    println!("{name} reads {price}");
    sleep(keeps * STEP).await;
    println!("{name} is done");
}

async fn write(name: &str, comes: u32, price: &RwLock<u32>) {
    sleep(comes * STEP).await;
    println!("{name} wants to write");
    let mut price = price.write().await;
    *price = 20;
    println!("{name} writes {price}");
}

#[async_std::main]
async fn main() {
    let price = &RwLock::new(10);
    futures::join!(
        read("ann", 0, 4, price),
        read("bob", 1, 0, price),
        write("eve", 2, price),
        read("cat", 3, 0, price),
    );
}
