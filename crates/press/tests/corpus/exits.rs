//! `process::exit` on another thread, while main waits for it and a detached thread computes.
use std::{process, thread, time::Duration};

fn leave(code: i32) {
    println!("leaving");
    process::exit(code);
}

fn main() {
    thread::spawn(|| loop { std::hint::spin_loop(); });
    let leaving = thread::spawn(|| { thread::sleep(Duration::from_millis(50)); leave(7); });
    leaving.join().unwrap();
    println!("not reached");
}
// exit 7
