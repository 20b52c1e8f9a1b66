//! Three pages, each fetched by a thread of its own; `join` brings each thread's text.

use std::thread;
use std::time::{Duration, Instant};

fn fetch(page: &str, wait: u64) -> String {
    thread::sleep(Duration::from_millis(wait));
    println!("{page} is here");
    format!("text of {page}")
}

fn main() {
    let start = Instant::now();
    let (first, second, third) = thread::scope(|s| {
        let first = s.spawn(|| fetch("a", 250));
        let second = s.spawn(|| fetch("b", 100));
        let third = s.spawn(|| fetch("c", 150));
        // Joining a waits for a only; b and c have ended by then and keep their texts.
        (
            first.join().unwrap(),
            second.join().unwrap(),
            third.join().unwrap(),
        )
    });
    println!("{first}, {second}, {third}");
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
