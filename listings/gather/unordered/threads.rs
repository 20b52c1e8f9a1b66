//! As many pages as the list names, each as soon as it is here: the threads send their texts.

use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

const PAGES: [(&str, u64); 4] = [("a", 250), ("b", 100), ("c", 150), ("d", 200)];

fn fetch(page: &str, wait: u64) -> String {
    thread::sleep(Duration::from_millis(wait));
    format!("text of {page}")
}

fn main() {
    let start = Instant::now();
    let (sender, texts) = mpsc::channel();
    for (page, wait) in PAGES {
        let sender = sender.clone();
        thread::spawn(move || sender.send(fetch(page, wait)));
    }
    // The loop ends when no sender is left.
    drop(sender);
    for text in texts {
        println!("main has the {text}");
    }
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
