//! Two workers on one thread that never give up their turn, with async-std.

use futures::join;
use std::hint::black_box;

/// About the same work each time, and no waiting in it.
fn dig() {
    black_box((1..=600_000).map(u64::isqrt).sum::<u64>());
}

async fn work(name: &str) {
    for hole in 1..=3 {
        dig();
        println!("{name} dug hole {hole}");
    }
}

#[async_std::main]
async fn main() {
    join!(work("ann"), work("bob"));
}
