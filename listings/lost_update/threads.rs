//! Two threads count a visitor each. Sometimes one of the two is lost.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

fn main() {
    let visitors = AtomicU32::new(0);
    thread::scope(|s| {
        for _ in 0..2 {
            s.spawn(|| {
                let before = visitors.load(SeqCst);
                visitors.store(before + 1, SeqCst);
            });
        }
    });
    println!("visitors: {}", visitors.load(SeqCst));
}
