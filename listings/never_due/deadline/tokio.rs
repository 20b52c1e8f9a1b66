//! Lines are saved every 500 ms, because the due time is outside the loop, with tokio.

use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::{Instant, sleep, sleep_until};
use tokio::{join, select};

const PERIOD: Duration = Duration::from_millis(500);

/// Saves the lines that have come, every 500 ms and at the end.
async fn log(mut lines: Receiver<&str>) {
    let mut unsaved = Vec::new();
    let mut due = Instant::now() + PERIOD;
    loop {
        select! {
            line = lines.recv() => match line {
                Some(line) => unsaved.push(line),
                None => break,
            },
            () = sleep_until(due) => {
                println!("saved in time: {unsaved:?}");
                unsaved.clear();
                due = Instant::now() + PERIOD;
            }
        }
    }
    println!("saved at the end: {unsaved:?}");
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (sender, lines) = channel(1);
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
