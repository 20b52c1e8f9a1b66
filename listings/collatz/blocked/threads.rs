//! Two jobs wait for a limit that a third finds, in a thread each.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{sleep, spawn};
use std::time::Duration;

/// Waits for a limit, and adds up the numbers below it.
fn compute(limits: Receiver<u64>) -> String {
    match limits.recv_timeout(Duration::from_millis(250)) {
        Ok(limit) => format!("adds up to {}", (1..limit).sum::<u64>()),
        Err(_) => "hears nothing, and gives up".to_owned(),
    }
}

/// Finds the limit, and tells both that wait for it.
fn tell(waiting: [Sender<u64>; 2]) -> String {
    sleep(Duration::from_millis(100));
    let told = waiting.iter().filter(|to| to.send(1_000).is_ok());
    format!("tells {} of 2", told.count())
}

fn main() {
    let (to_ann, for_ann) = channel();
    let (to_bob, for_bob) = channel();
    let ann = spawn(move || compute(for_ann));
    let bob = spawn(move || compute(for_bob));
    let eve = spawn(move || tell([to_ann, to_bob]));
    println!("ann {}", ann.join().unwrap());
    println!("bob {}", bob.join().unwrap());
    println!("eve {}", eve.join().unwrap());
}
