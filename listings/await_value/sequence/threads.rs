//! Each thread is joined before the next one starts: two threads, and still one wait after the other.

use std::thread;
use std::time::{Duration, Instant};

fn f(n: u64) -> u64 {
    thread::sleep(Duration::from_millis(100 * n));
    println!("f({n}) returns");
    n * 10
}

fn main() {
    let start = Instant::now();
    let a = thread::spawn(|| f(1)).join().expect("f does not panic");
    let b = thread::spawn(|| f(2)).join().expect("f does not panic");
    println!("the sum is {}", a + b);
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
