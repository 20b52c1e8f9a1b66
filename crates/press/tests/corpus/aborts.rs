//! `abort`, within a call, while another thread waits.
use std::{process, thread, time::Duration};

fn give_up(reason: &str) {
    println!("giving up: {reason}");
    eprintln!("for good");
    process::abort();
}

fn main() {
    thread::spawn(|| { println!("waiting"); thread::sleep(Duration::from_secs(60)); });
    thread::sleep(Duration::from_millis(50));
    give_up("no reason");
}
// exit 134
