//! The second fetch panics: the program ends there.

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
    let first = fetch("a", 250);
    let second = fetch("b", 100);
    let third = fetch("c", 150);
    println!("{first}, {second}, {third}");
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
