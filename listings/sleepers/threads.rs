//! Sleepers, each in a thread of its own.

use std::thread;
use std::time::{Duration, Instant};

/// How many sleep, and how long: `10 100` asks for ten of a tenth of a second.
fn asked() -> (usize, Duration) {
    let arg = |n: usize| std::env::args().nth(n)?.parse().ok();
    let (sleepers, millis) = (arg(1).unwrap_or(10), arg(2).unwrap_or(100));
    (sleepers as usize, Duration::from_millis(millis))
}

/// Sleeps, and is one of those that are awake again.
fn sleeper(nap: Duration) -> usize {
    thread::sleep(nap);
    1
}

/// Lets all sleepers sleep, each in its thread, and counts those that wake.
fn sleep_all(sleepers: usize, nap: Duration) -> usize {
    thread::scope(|s| {
        let mut handles = Vec::new();
        for n in 0..sleepers {
            // `spawn` would panic where the system refuses a thread.
            match thread::Builder::new().spawn_scoped(s, move || sleeper(nap)) {
                Ok(handle) => handles.push(handle),
                Err(error) => {
                    println!("only {n} threads could be made: {error}");
                    break;
                }
            }
        }
        // `join` fails only if the thread panicked, and a sleeper can't.
        let awake = handles.into_iter().map(|handle| handle.join().unwrap());
        awake.sum()
    })
}

fn report(awake: usize, start: Instant) {
    let elapsed = start.elapsed().as_secs_f64();
    println!("{awake} sleepers are awake again after {elapsed:.2} s");
}

fn main() {
    let (sleepers, nap) = asked();
    let start = Instant::now();
    report(sleep_all(sleepers, nap), start);
}
