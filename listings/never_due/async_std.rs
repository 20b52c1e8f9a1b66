//! Lines are to be saved every 500 ms, and each new line starts the timer anew, with async-std.

use async_std::channel::{Receiver, Sender, bounded};
use async_std::task::sleep;
use futures::{FutureExt, join, select};
use std::pin::pin;
use std::time::Duration;

const PERIOD: Duration = Duration::from_millis(500);

/// Saves the lines that have come, every 500 ms and at the end.
async fn log(lines: Receiver<&str>) {
    let mut unsaved = Vec::new();
    loop {
        select! {
            line = pin!(lines.recv().fuse()) => match line {
                Ok(line) => unsaved.push(line),
                Err(_) => break,
            },
            () = pin!(sleep(PERIOD).fuse()) => {
                println!("saved in time: {unsaved:?}");
                unsaved.clear();
            }
        }
    }
    println!("saved at the end: {unsaved:?}");
}

#[async_std::main]
async fn main() {
    let (sender, lines) = bounded(1);
    join!(write_lines(sender), log(lines));
}

// The stage: five lines, one every 200 ms.

async fn write_lines(lines: Sender<&str>) {
    for line in ["one", "two", "three", "four", "five"] {
        if line != "one" {
            sleep(Duration::from_millis(200)).await;
        }
        lines.send(line).await.expect("the log listens");
    }
}
