//! One of three threads fails: the scope waits for the other two anyway.

use std::thread;
use std::time::{Duration, Instant};

fn fetch(page: &str, wait: u64) -> Result<String, String> {
    thread::sleep(Duration::from_millis(wait));
    if page == "b" {
        return Err(format!("{page} is missing"));
    }
    println!("{page} is here");
    Ok(format!("text of {page}"))
}

fn fetch_all() -> Result<(String, String, String), String> {
    thread::scope(|s| {
        let first = s.spawn(|| fetch("a", 250));
        let second = s.spawn(|| fetch("b", 100));
        let third = s.spawn(|| fetch("c", 150));
        Ok((
            first.join().unwrap()?,
            second.join().unwrap()?,
            third.join().unwrap()?,
        ))
    })
}

fn main() {
    let start = Instant::now();
    println!("{:?}", fetch_all());
    println!("known in {:.2} seconds.", start.elapsed().as_secs_f64());
    // Time for everything that still runs.
    thread::sleep(Duration::from_millis(200));
}
