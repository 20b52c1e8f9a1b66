//! Two threads that never pause, on one core: the operating system makes them take turns.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::Instant;

const TURNS: u32 = 5;
const NO_THREAD: usize = 0;
const ANN: usize = 1;
const BOB: usize = 2;

/// Spins until `me` has had its turns. A turn begins when the other thread was there last.
fn spin(me: usize, last: &AtomicUsize) -> u32 {
    let mut turns = 0;
    while turns < TURNS {
        if last.swap(me, Relaxed) != me {
            turns += 1;
        }
    }
    turns
}

fn main() {
    // The threads inherit the core that main is pinned to; where the system can't pin, it says no.
    let core = core_affinity::get_core_ids().and_then(|cores| cores.first().copied());
    let pinned = core.is_some_and(core_affinity::set_for_current);
    let start = Instant::now();
    let last = AtomicUsize::new(NO_THREAD);
    let (ann, bob) = thread::scope(|s| {
        let ann = s.spawn(|| spin(ANN, &last));
        let bob = s.spawn(|| spin(BOB, &last));
        // `join` fails only if the thread panicked, and neither can.
        (ann.join().unwrap(), bob.join().unwrap())
    });
    println!("on one core: {}", if pinned { "yes" } else { "no" });
    println!("ann had {ann} turns, bob had {bob} turns");
    println!("in {} ms", start.elapsed().as_millis());
}
