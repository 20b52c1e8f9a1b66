//! Both threads run before either is joined, so that the waits overlap.

use std::thread;
use std::time::{Duration, Instant};

fn f(n: u64) -> u64 {
    thread::sleep(Duration::from_millis(100 * n));
    println!("f({n}) returns");
    n * 10
}

fn main() {
    let start = Instant::now();
    let first = thread::spawn(|| f(1));
    let second = thread::spawn(|| f(2));
    let a = first.join().expect("f does not panic");
    let b = second.join().expect("f does not panic");
    println!("the sum is {}", a + b);
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
