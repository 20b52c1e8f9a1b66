//! As many pages as the list names, a thread for each.

use std::thread;
use std::time::{Duration, Instant};

const PAGES: [(&str, u64); 4] = [("a", 250), ("b", 100), ("c", 150), ("d", 200)];

fn fetch(page: &str, wait: u64) -> String {
    thread::sleep(Duration::from_millis(wait));
    println!("{page} is here");
    format!("text of {page}")
}

fn main() {
    let start = Instant::now();
    let texts: Vec<String> = thread::scope(|s| {
        // Collect the handles first. `map` is lazy: one chain with `join` in it
        // would start each thread only when the thread before has been joined.
        let handles: Vec<_> = PAGES
            .iter()
            .map(|(page, wait)| s.spawn(|| fetch(page, *wait)))
            .collect();
        handles
            .into_iter()
            .map(|handle| handle.join().unwrap())
            .collect()
    });
    println!("{}", texts.join(", "));
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
