//! Two threads lock two things in opposite orders, and both wait.

use std::sync::Mutex;
use std::thread::{self, sleep};
use std::time::Duration;

struct Shop {
    stock: Mutex<u32>,
    sold: Mutex<u32>,
}

impl Shop {
    fn sell(&self) {
        let mut stock = self.stock.lock().unwrap();
        println!("sell: I have the stock");
        sleep(Duration::from_millis(200));
        let mut sold = self.sold.lock().unwrap();
        println!("sell: I have both");
        *stock -= 1;
        *sold += 1;
    }

    fn take_back(&self) {
        let mut sold = self.sold.lock().unwrap();
        println!("take back: I have the sales");
        sleep(Duration::from_millis(200));
        let mut stock = self.stock.lock().unwrap();
        println!("take back: I have both");
        *sold -= 1;
        *stock += 1;
    }
}

fn main() {
    let stock = Mutex::new(10);
    let sold = Mutex::new(5);
    let shop = Shop { stock, sold };
    thread::scope(|s| {
        s.spawn(|| shop.sell());
        sleep(Duration::from_millis(100));
        s.spawn(|| shop.take_back());
    });
    let stock = shop.stock.lock().unwrap();
    let sold = shop.sold.lock().unwrap();
    println!("{stock} in stock, {sold} sold");
}
