//! A thread sends values through a channel, whether or not the loop is ready for them.

use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

fn ticks() -> Receiver<u32> {
    let (sender, receiver) = mpsc::sync_channel(3);
    thread::spawn(move || {
        for n in 1..=2 {
            thread::sleep(Duration::from_millis(100));
            println!("source: here is {n}");
            if sender.send(n).is_err() {
                // The receiver is gone.
                break;
            }
        }
        // The sender is dropped here, which ends the loop.
    });
    receiver
}

fn main() {
    let start = Instant::now();
    for n in ticks() {
        thread::sleep(Duration::from_millis(200));
        println!("main: I have used {n}");
    }
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
