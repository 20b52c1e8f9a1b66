//! One of three threads panics: the others continue, and `join` says which thread panicked.

use std::thread;
use std::time::{Duration, Instant};

fn fetch(page: &str, wait: u64) -> String {
    thread::sleep(Duration::from_millis(wait));
    assert!(page != "b", "no such page: {page}");
    println!("{page} is here");
    format!("text of {page}")
}

fn main() {
    let start = Instant::now();
    thread::scope(|s| {
        let first = s.spawn(|| fetch("a", 250));
        let second = s.spawn(|| fetch("b", 100));
        let third = s.spawn(|| fetch("c", 150));
        for (page, handle) in [("a", first), ("b", second), ("c", third)] {
            match handle.join() {
                Ok(text) => println!("main has the {text}"),
                Err(_) => println!("the thread of {page} panicked"),
            }
        }
    });
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
