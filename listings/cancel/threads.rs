//! A worker is asked to stop and saves its work; `main` waits for it; with threads.

use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::{self, sleep};
use std::time::Duration;

const ORDER: Duration = Duration::from_millis(250);
const SAVE: Duration = Duration::from_millis(100);

/// The end of the channel asks the worker to stop.
fn work(stop: Receiver<()>) -> u32 {
    let mut orders = 0;
    while stop.recv_timeout(ORDER) == Err(RecvTimeoutError::Timeout) {
        orders += 1;
        println!("worker: order {orders} is ready");
    }
    println!("worker: I stop");
    sleep(SAVE);
    println!("worker: saved");
    orders
}

fn main() {
    let (stop, asked) = channel();
    let worker = thread::spawn(|| work(asked));
    sleep(Duration::from_millis(375));
    println!("main: please stop");
    drop(stop);
    let orders = worker.join().expect("the worker does not panic");
    println!("main: orders saved: {orders}");
}
