//! Plates are washed and dried on one thread, with a rack of two, with async-std.

use async_std::channel::{self, Receiver, Sender};
use async_std::task::sleep;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
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

async fn wash(number: usize) -> Plate {
    sleep(WASH).await;
    let wet = WET.fetch_add(1, Relaxed) + 1;
    println!("washer: plate {number} is washed, {wet} wet");
    let washed = Instant::now();
    Plate { number, washed }
}

async fn dry(plate: Plate) {
    sleep(DRY).await;
    WET.fetch_sub(1, Relaxed);
    let (number, ms) = (plate.number, plate.washed.elapsed().as_millis());
    println!("dryer: plate {number} is dry, {ms} ms after it was washed");
}

/// Ends when all plates are washed, or when the dryer has left.
async fn washer(rack: Sender<Plate>, plates: usize) {
    for number in 1..=plates {
        let plate = wash(number).await;
        let washed = plate.washed;
        if let Err(back) = rack.send(plate).await {
            println!("washer: nobody will dry plate {}", back.0.number);
            return;
        }
        let ms = washed.elapsed().as_millis();
        println!("washer: plate {number} is on the rack, after {ms} ms");
    }
    // The sender is dropped here: that ends the dryer's loop.
}

async fn dryer(rack: Receiver<Plate>) {
    while let Ok(plate) = rack.recv().await {
        dry(plate).await;
    }
}

#[async_std::main]
async fn main() {
    let start = Instant::now();
    let (sender, receiver) = channel::bounded(asked(2, 2));
    futures::join!(washer(sender, asked(1, 6)), dryer(receiver));
    let (ms, wet) = (start.elapsed().as_millis(), WET.load(Relaxed));
    println!("done after {ms} ms, {wet} wet");
}
