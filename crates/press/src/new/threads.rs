//! Two tasks, each on a thread of its own.

use std::thread;
use std::time::Duration;

fn task(name: &str, wait: Duration) {
    thread::sleep(wait);
    println!("{name} is done");
}

fn main() {
    thread::scope(|s| {
        s.spawn(|| task("the short one", Duration::from_millis(100)));
        s.spawn(|| task("the long one", Duration::from_millis(200)));
    });
}
