//! Two threads, each of which waits for the other's message before it sends its own.

use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

fn work(inbox: Receiver<u32>, outbox: Sender<u32>) {
    println!("I wait for the other's number");
    let n = inbox.recv().expect("the other is still there");
    println!("the number is {n}");
    outbox.send(n + 1).expect("the other is still there");
}

fn main() {
    let (to_a, from_b) = mpsc::channel();
    let (to_b, from_a) = mpsc::channel();
    thread::scope(|s| {
        s.spawn(|| work(from_b, to_b));
        s.spawn(|| work(from_a, to_a));
    });
    println!("both have ended");
}
