//! The second of three pages fails: the third is never asked for.

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
    Ok((fetch("a", 250)?, fetch("b", 100)?, fetch("c", 150)?))
}

fn main() {
    let start = Instant::now();
    println!("{:?}", fetch_all());
    println!("known in {:.2} seconds.", start.elapsed().as_secs_f64());
    // Time for everything that still runs.
    thread::sleep(Duration::from_millis(200));
}
