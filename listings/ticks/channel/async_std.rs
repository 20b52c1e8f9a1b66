//! A task sends values through a channel, whether or not the loop is ready for them, with async-std.

use async_std::channel::{self, Receiver};
use async_std::task::{self, sleep};
use std::time::{Duration, Instant};

fn ticks() -> Receiver<u32> {
    let (sender, receiver) = channel::bounded(3);
    task::spawn(async move {
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

#[async_std::main]
async fn main() {
    let start = Instant::now();
    let ticks = ticks();
    while let Ok(n) = ticks.recv().await {
        sleep(Duration::from_millis(200)).await;
        println!("main: I have used {n}");
    }
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
