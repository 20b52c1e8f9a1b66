//! Two threads take the same two locks, each in its own order.

use std::sync::Mutex;
use std::thread;

fn main() {
    let stock = Mutex::new(10);
    let orders = Mutex::new(0);
    thread::scope(|s| {
        // Sells one.
        s.spawn(|| {
            let mut stock = stock.lock().unwrap();
            let mut orders = orders.lock().unwrap();
            *stock -= 1;
            *orders += 1;
        });
        // Takes one order back.
        s.spawn(|| {
            let mut orders = orders.lock().unwrap();
            let mut stock = stock.lock().unwrap();
            *orders -= 1;
            *stock += 1;
        });
    });
    println!("in stock: {}", stock.lock().unwrap());
}
