//! Ann locks the printer again as soon as it is free; Bob waits, with tokio.

use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::sleep;

async fn print_all(printer: &Mutex<u32>) {
    for _ in 0..4 {
        let mut pages = printer.lock().await;
        sleep(Duration::from_millis(200)).await;
        *pages += 1;
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let printer = Mutex::new(0);
    tokio::join!(print_all(&printer), async {
        sleep(Duration::from_millis(100)).await;
        let pages = printer.lock().await;
        println!("Bob has the printer after {pages} pages");
    });
}
