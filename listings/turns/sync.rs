//! Two workers, one after the other.

use std::hint::black_box;

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
    work("ann");
    work("bob");
}
