//! An iterator whose `next` takes time: the loop asks, waits, and uses the value.

use std::iter;
use std::thread;
use std::time::{Duration, Instant};

fn ticks() -> impl Iterator<Item = u32> {
    let mut n = 0;
    iter::from_fn(move || {
        if n == 2 {
            return None;
        }
        thread::sleep(Duration::from_millis(100));
        n += 1;
        println!("source: here is {n}");
        Some(n)
    })
}

fn main() {
    let start = Instant::now();
    for n in ticks() {
        thread::sleep(Duration::from_millis(200));
        println!("main: I have used {n}");
    }
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
