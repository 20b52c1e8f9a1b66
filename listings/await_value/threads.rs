//! `g` runs on a thread of its own, from the moment it is spawned.

use std::thread;
use std::time::{Duration, Instant};

fn f() -> u32 {
    println!("f: I wait");
    thread::sleep(Duration::from_millis(200));
    println!("f: I return 20");
    20
}

fn g() -> u32 {
    println!("g: I need the value of f");
    let value = f();
    println!("g: f gave {value}");
    value + 1
}

fn main() {
    let start = Instant::now();
    let handle = thread::spawn(g);
    thread::sleep(Duration::from_millis(100));
    println!("main: now I need the answer");
    let answer = handle.join().expect("g does not panic");
    println!("main: g gave {answer}");
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
