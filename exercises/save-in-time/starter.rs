//! A log that should be saved every minute. On a busy day it is saved at the end only. Fix it.

use std::time::Duration;
use tokio::select;
use tokio::sync::mpsc::Receiver;
use tokio::time::sleep;

pub const PERIOD: Duration = Duration::from_secs(60);

/// Collects lines. Gives them to `save` every `PERIOD`, if there are any, and at the end.
pub async fn log(mut lines: Receiver<String>, mut save: impl FnMut(Vec<String>)) {
    let mut unsaved = Vec::new();
    loop {
        select! {
            line = lines.recv() => match line {
                Some(line) => unsaved.push(line),
                None => break,
            },
            () = sleep(PERIOD) => {
                if !unsaved.is_empty() {
                    save(std::mem::take(&mut unsaved));
                }
            }
        }
    }
    if !unsaved.is_empty() {
        save(unsaved);
    }
}
