//! Two chores that wait, one after the other.

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
    let (wash, bake) = (wash(), bake());
    report(wash, bake, start);
}
