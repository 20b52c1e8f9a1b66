//! Two threads that pass control to each other: one runs, the other waits.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

/// Says its name three times, each time that it is its turn.
fn speak(name: &str, turn: Receiver<()>, next: Sender<()>) {
    for said in 1..=3 {
        // The other one still has turns to give, so it has not hung up.
        turn.recv().unwrap();
        println!("{name} {said}");
        // After the last line the other one may be gone.
        let _ = next.send(());
    }
}

fn main() {
    let (to_ann, ann) = channel();
    let (to_bob, bob) = channel();
    to_ann.send(()).unwrap(); // ann can't have hung up before she started
    thread::scope(|s| {
        s.spawn(|| speak("ann", ann, to_bob));
        s.spawn(|| speak("bob", bob, to_ann));
    });
}
