//! Lines are saved every 500 ms, because the due time is outside the loop, with async-std.

use async_std::channel::{Receiver, Sender, bounded};
use async_std::task::sleep;
use futures::{FutureExt, join, select};
use std::pin::pin;
use std::time::{Duration, Instant};

const PERIOD: Duration = Duration::from_millis(500);

/// Saves the lines that have come, every 500 ms and at the end.
async fn log(lines: Receiver<&str>) {
    let mut unsaved = Vec::new();
    let mut due = Instant::now() + PERIOD;
    loop {
        let wait = due.saturating_duration_since(Instant::now());
        select! {
            line = pin!(lines.recv().fuse()) => match line {
                Ok(line) => unsaved.push(line),
                Err(_) => break,
            },
            () = pin!(sleep(wait).fuse()) => {
                println!("saved in time: {unsaved:?}");
                unsaved.clear();
                due = Instant::now() + PERIOD;
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
