//! Two threads count a visitor each, in one step. None is lost.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

fn main() {
    let visitors = AtomicU32::new(0);
    thread::scope(|s| {
        for _ in 0..2 {
            s.spawn(|| {
                visitors.fetch_add(1, SeqCst);
            });
        }
    });
    println!("visitors: {}", visitors.load(SeqCst));
}
