//! Two tasks, one after the other.

use std::thread;
use std::time::Duration;

fn task(name: &str, wait: Duration) {
    thread::sleep(wait);
    println!("{name} is done");
}

fn main() {
    task("the short one", Duration::from_millis(100));
    task("the long one", Duration::from_millis(200));
}
