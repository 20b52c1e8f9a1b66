//! Three dishes on one thread, each of which blocks the thread while it waits, with async-std.

use futures::join;
use std::thread;
use std::time::{Duration, Instant};

async fn cook(what: &str, millis: u64) {
    println!("{what}: started on {:?}", thread::current().id());
    thread::sleep(Duration::from_millis(millis));
    println!("{what}: ready on {:?}", thread::current().id());
}

#[async_std::main]
async fn main() {
    let start = Instant::now();
    join!(cook("eggs", 250), cook("toast", 100), cook("tea", 175));
    println!("breakfast in {:.2} seconds.", start.elapsed().as_secs_f64());
}
