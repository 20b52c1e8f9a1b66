//! Two jobs wait for a limit that a third finds, in a rayon pool of two threads.

use rayon::{ThreadPool, ThreadPoolBuilder};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::sleep;
use std::time::Duration;

/// Waits for a limit, and adds up the numbers below it.
fn compute(limits: Receiver<u64>) -> String {
    match limits.recv_timeout(Duration::from_millis(250)) {
        Ok(limit) => format!("adds up to {}", (1..limit).sum::<u64>()),
        Err(_) => "hears nothing, and gives up".to_owned(),
    }
}

/// Finds the limit, and tells both that wait for it.
fn tell(waiting: [Sender<u64>; 2]) -> String {
    sleep(Duration::from_millis(100));
    let told = waiting.iter().filter(|to| to.send(1_000).is_ok());
    format!("tells {} of 2", told.count())
}

/// Starts a job in the pool, and returns the channel of its result.
fn start<F>(pool: &ThreadPool, job: F) -> Receiver<String>
where
    F: FnOnce() -> String + Send + 'static,
{
    let (to_main, result) = channel();
    pool.spawn(move || to_main.send(job()).expect("main waits"));
    result
}

fn main() {
    let two_threads = ThreadPoolBuilder::new().num_threads(2);
    let pool = two_threads.build().expect("the system has threads");
    let (to_ann, for_ann) = channel();
    let (to_bob, for_bob) = channel();
    let ann = start(&pool, move || compute(for_ann));
    let bob = start(&pool, move || compute(for_bob));
    let eve = start(&pool, move || tell([to_ann, to_bob]));
    println!("ann {}", ann.recv().unwrap());
    println!("bob {}", bob.recv().unwrap());
    println!("eve {}", eve.recv().unwrap());
}
