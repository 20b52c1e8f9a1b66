//! The loop is left at its second value; the source learns of it when it sends the third.

use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

/// Says when it is dropped, and with it the source that holds it.
struct Source;

impl Drop for Source {
    fn drop(&mut self) {
        println!("source: closed");
    }
}

fn ticks() -> Receiver<u32> {
    let (sender, receiver) = mpsc::sync_channel(3);
    thread::spawn(move || {
        let _source = Source;
        for n in 1..=5 {
            thread::sleep(Duration::from_millis(150));
            println!("source: here is {n}");
            if sender.send(n).is_err() {
                // The receiver is gone.
                break;
            }
        }
    });
    receiver
}

fn main() {
    for n in ticks() {
        println!("main: I use {n}");
        if n == 2 {
            break;
        }
    }
    println!("main: I am done");
    // Time for a source that still runs.
    thread::sleep(Duration::from_millis(300));
}
