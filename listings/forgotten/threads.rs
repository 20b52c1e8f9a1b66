//! Two pages are saved in the background, and nothing looks at the handles, with threads.

use std::thread;
use std::time::Duration;

fn save(page: &str) {
    assert!(page != "b", "there is no page {page}");
    thread::sleep(Duration::from_millis(250));
    println!("{page} is saved");
}

fn main() {
    for page in ["a", "b"] {
        thread::spawn(move || save(page));
    }
    // The other work of this program.
    thread::sleep(Duration::from_millis(100));
    println!("main is done");
}
