//! Two tasks that never pause, on one thread: nobody makes them take turns.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

const TURNS: u32 = 5;
const NOBODY: usize = 0;
const ANN: usize = 1;
const BOB: usize = 2;

/// Spins until `me` has had its turns. A turn begins when somebody else was there last.
async fn spin(me: usize, last: &AtomicUsize) -> u32 {
    let mut turns = 0;
    while turns < TURNS {
        if last.swap(me, Relaxed) != me {
            turns += 1;
            println!("task {me} has its turn {turns}");
        }
    }
    turns
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let last = AtomicUsize::new(NOBODY);
    let (ann, bob) = tokio::join!(biased; spin(ANN, &last), spin(BOB, &last));
    println!("ann had {ann} turns, bob had {bob} turns");
}
