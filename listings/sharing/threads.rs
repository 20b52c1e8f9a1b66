//! Ann reads the price, Eve waits to write it, and then Cat comes to read it.

use std::sync::RwLock;
use std::thread;
use std::time::Duration;

const STEP: Duration = Duration::from_millis(100);

/// Comes after so many steps, and keeps the lock for so many.
fn read(name: &str, comes: u32, keeps: u32, price: &RwLock<u32>) {
    thread::sleep(comes * STEP);
    println!("{name} wants to read");
    let price = price.read().unwrap();
    println!("{name} reads {price}");
    thread::sleep(keeps * STEP);
    println!("{name} is done");
}

fn write(name: &str, comes: u32, price: &RwLock<u32>) {
    thread::sleep(comes * STEP);
    println!("{name} wants to write");
    let mut price = price.write().unwrap();
    *price = 20;
    println!("{name} writes {price}");
}

fn main() {
    let price = &RwLock::new(10);
    thread::scope(|s| {
        s.spawn(|| read("ann", 0, 4, price));
        s.spawn(|| read("bob", 1, 0, price));
        s.spawn(|| write("eve", 2, price));
        s.spawn(|| read("cat", 3, 0, price));
    });
}
