//! Two futures lock two things in opposite orders, and both wait, with tokio.

use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::sleep;

struct Shop {
    stock: Mutex<u32>,
    sold: Mutex<u32>,
}

impl Shop {
    async fn sell(&self) {
        let mut stock = self.stock.lock().await;
        println!("sell: I have the stock");
        sleep(Duration::from_millis(200)).await;
        let mut sold = self.sold.lock().await;
        println!("sell: I have both");
        *stock -= 1;
        *sold += 1;
    }

    async fn take_back(&self) {
        let mut sold = self.sold.lock().await;
        println!("take back: I have the sales");
        sleep(Duration::from_millis(200)).await;
        let mut stock = self.stock.lock().await;
        println!("take back: I have both");
        *sold -= 1;
        *stock += 1;
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let stock = Mutex::new(10);
    let sold = Mutex::new(5);
    let shop = Shop { stock, sold };
    tokio::join!(shop.sell(), async {
        sleep(Duration::from_millis(100)).await;
        shop.take_back().await;
    });
    let stock = shop.stock.lock().await;
    let sold = shop.sold.lock().await;
    println!("{stock} in stock, {sold} sold");
}
