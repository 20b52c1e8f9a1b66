//! The loop is left at its second value; the iterator is dropped there.

use std::iter;
use std::thread;
use std::time::Duration;

/// Says when it is dropped, and with it the source that holds it.
struct Source;

impl Drop for Source {
    fn drop(&mut self) {
        println!("source: closed");
    }
}

fn ticks() -> impl Iterator<Item = u32> {
    let source = Source;
    let mut n = 0;
    iter::from_fn(move || {
        let _source = &source;
        if n == 5 {
            return None;
        }
        thread::sleep(Duration::from_millis(150));
        n += 1;
        println!("source: here is {n}");
        Some(n)
    })
}

fn main() {
    for n in ticks() {
        println!("main: I use {n}");
        if n == 2 {
            break;
        }
    }
    println!("main: I am done");
    // Time for a source that still runs.
    thread::sleep(Duration::from_millis(300));
}
