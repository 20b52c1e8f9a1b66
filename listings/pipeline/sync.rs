//! Plates are washed and dried by one pair of hands.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread::sleep;
use std::time::{Duration, Instant};

const WASH: Duration = Duration::from_millis(10);
const DRY: Duration = Duration::from_millis(100);
/// How many plates are washed and not yet dry.
static WET: AtomicUsize = AtomicUsize::new(0);

struct Plate {
    number: usize,
    washed: Instant,
}

/// The `n`th argument: `6 2` asks for six plates, and a rack that holds two.
fn asked(n: usize, default: usize) -> usize {
    let arg = std::env::args().nth(n);
    arg.map_or(default, |arg| arg.parse().expect("a number"))
}

fn wash(number: usize) -> Plate {
    sleep(WASH);
    let wet = WET.fetch_add(1, Relaxed) + 1;
    println!("washer: plate {number} is washed, {wet} wet");
    let washed = Instant::now();
    Plate { number, washed }
}

fn dry(plate: Plate) {
    sleep(DRY);
    WET.fetch_sub(1, Relaxed);
    let (number, ms) = (plate.number, plate.washed.elapsed().as_millis());
    println!("dryer: plate {number} is dry, {ms} ms after it was washed");
}

fn main() {
    let start = Instant::now();
    for number in 1..=asked(1, 6) {
        dry(wash(number));
    }
    let (ms, wet) = (start.elapsed().as_millis(), WET.load(Relaxed));
    println!("done after {ms} ms, {wet} wet");
}
