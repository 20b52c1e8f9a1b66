//! Ann locks the printer again as soon as it is free; Bob waits, with async-std.

use async_std::sync::Mutex;
use async_std::task::sleep;
use futures::join;
use std::time::Duration;

async fn print_all(printer: &Mutex<u32>) {
    for _ in 0..4 {
        let mut pages = printer.lock().await;
        sleep(Duration::from_millis(200)).await;
        *pages += 1;
    }
}

#[async_std::main]
async fn main() {
    let printer = Mutex::new(0);
    join!(print_all(&printer), async {
        sleep(Duration::from_millis(100)).await;
        let pages = printer.lock().await;
        println!("Bob has the printer after {pages} pages");
    });
}
