//! Two waits, the second begun when the first is over.

use std::thread;
use std::time::{Duration, Instant};

fn f(n: u64) -> u64 {
    thread::sleep(Duration::from_millis(100 * n));
    println!("f({n}) returns");
    n * 10
}

fn main() {
    let start = Instant::now();
    let a = f(1);
    let b = f(2);
    println!("the sum is {}", a + b);
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
