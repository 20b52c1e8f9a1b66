//! Two workers, each on a thread of its own.

use std::hint::black_box;
use std::thread;

/// About the same work each time, and no waiting in it.
fn dig() {
    black_box((1..=600_000).map(u64::isqrt).sum::<u64>());
}

fn work(name: &str) {
    for hole in 1..=3 {
        dig();
        println!("{name} dug hole {hole}");
    }
}

fn main() {
    // The operating system decides which of the two digs first.
    thread::scope(|s| {
        s.spawn(|| work("ann"));
        s.spawn(|| work("bob"));
    });
}
