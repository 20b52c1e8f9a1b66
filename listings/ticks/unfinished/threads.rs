//! A second sender is kept alive, so the loop never learns that no value will come.

use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

fn ticks() -> (Sender<u32>, Receiver<u32>) {
    let (sender, receiver) = mpsc::channel();
    let spare = sender.clone();
    thread::spawn(move || {
        for n in 1..=3 {
            thread::sleep(Duration::from_millis(100));
            println!("source: here is {n}");
            if sender.send(n).is_err() {
                // Nobody listens any more.
                break;
            }
        }
    });
    (spare, receiver)
}

fn main() {
    let (_spare, ticks) = ticks();
    for n in ticks {
        println!("main: I use {n}");
    }
    println!("main: the loop has ended");
}
