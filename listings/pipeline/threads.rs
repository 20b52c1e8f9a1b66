//! Plates are washed and dried by a thread each, with a rack of two between them.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread::{self, sleep};
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

/// Ends when all plates are washed, or when the dryer has left.
fn washer(rack: SyncSender<Plate>, plates: usize) {
    for number in 1..=plates {
        let plate = wash(number);
        let washed = plate.washed;
        if let Err(back) = rack.send(plate) {
            println!("washer: nobody will dry plate {}", back.0.number);
            return;
        }
        let ms = washed.elapsed().as_millis();
        println!("washer: plate {number} is on the rack, after {ms} ms");
    }
    // The sender is dropped here: that ends the dryer's loop.
}

fn dryer(rack: Receiver<Plate>) {
    for plate in rack {
        dry(plate);
    }
}

fn main() {
    let start = Instant::now();
    let (sender, receiver) = mpsc::sync_channel(asked(2, 2));
    thread::scope(|s| {
        s.spawn(|| washer(sender, asked(1, 6)));
        dryer(receiver);
    });
    let (ms, wet) = (start.elapsed().as_millis(), WET.load(Relaxed));
    println!("done after {ms} ms, {wet} wet");
}
