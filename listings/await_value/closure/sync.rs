//! A function that calls a closure, and a closure without arguments that runs when it is called.

use std::thread;
use std::time::Duration;

fn twice(step: impl Fn(u32) -> u32) -> u32 {
    let first = step(1);
    step(first)
}

fn main() {
    let factor = 10;
    let work = || {
        twice(|n| {
            println!("times {factor}: {n}");
            thread::sleep(Duration::from_millis(100));
            n * factor
        })
    };
    let sum = || {
        println!("the closure starts");
        work() + 1
    };
    println!("nothing has run yet");
    println!("the sum is {}", sum());
}
