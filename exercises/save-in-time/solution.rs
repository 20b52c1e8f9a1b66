//! A log that is saved every minute: no line moves the due time.

use std::time::Duration;
use tokio::select;
use tokio::sync::mpsc::Receiver;
use tokio::time::{Instant, sleep_until};

pub const PERIOD: Duration = Duration::from_secs(60);

/// Collects lines. Gives them to `save` every `PERIOD`, if there are any, and at the end.
pub async fn log(mut lines: Receiver<String>, mut save: impl FnMut(Vec<String>)) {
    let mut unsaved = Vec::new();
    let mut due = Instant::now() + PERIOD;
    loop {
        select! {
            line = lines.recv() => match line {
                Some(line) => unsaved.push(line),
                None => break,
            },
            () = sleep_until(due) => {
                if !unsaved.is_empty() {
                    save(std::mem::take(&mut unsaved));
                }
                due = Instant::now() + PERIOD;
            }
        }
    }
    if !unsaved.is_empty() {
        save(unsaved);
    }
}
