//! Two workers on one thread that never give up their turn, with tokio.

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

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // `biased`: asks ann before bob, every time around.
    tokio::join!(biased; work("ann"), work("bob"));
}
