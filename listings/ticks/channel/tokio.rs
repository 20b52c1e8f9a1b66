//! A task sends values through a channel, whether or not the loop is ready for them, with tokio.

use std::time::{Duration, Instant};
use tokio::sync::mpsc::{self, Receiver};
use tokio::time::sleep;

fn ticks() -> Receiver<u32> {
    let (sender, receiver) = mpsc::channel(3);
    tokio::spawn(async move {
        for n in 1..=2 {
            sleep(Duration::from_millis(100)).await;
            println!("source: here is {n}");
            if sender.send(n).await.is_err() {
                // The receiver is gone.
                break;
            }
        }
        // The sender is dropped here, which ends the loop.
    });
    receiver
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    let mut ticks = ticks();
    while let Some(n) = ticks.recv().await {
        sleep(Duration::from_millis(200)).await;
        println!("main: I have used {n}");
    }
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
