//! Two chores that wait, each on a thread of its own.

use std::thread;
use std::time::{Duration, Instant};

const WAIT: Duration = Duration::from_millis(200);

/// The machine does the work; whoever started it only waits.
fn wash() -> &'static str {
    thread::sleep(WAIT);
    "clean"
}

fn bake() -> &'static str {
    thread::sleep(WAIT);
    "brown"
}

fn report(wash: &str, bake: &str, start: Instant) {
    println!("wash: {wash}, bread: {bake}");
    println!("done in {:.2} seconds.", start.elapsed().as_secs_f64());
}

fn main() {
    let start = Instant::now();
    let (wash, bake) = thread::scope(|s| {
        let wash = s.spawn(wash);
        let bake = s.spawn(bake);
        // `join` fails only if the chore panicked, and neither can.
        (wash.join().unwrap(), bake.join().unwrap())
    });
    report(wash, bake, start);
}
