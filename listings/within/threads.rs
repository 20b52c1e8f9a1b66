//! Two threads take two locks under a deadline, so that a deadlock does not hang.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Barrier, Mutex};
use std::thread;
use std::time::Duration;

/// More than any machine needs.
const LIMIT: Duration = Duration::from_secs(10);
/// Less, so that the reader of this program does not wait.
const SHORT: Duration = Duration::from_millis(250);

/// Runs `work` on a thread of its own. `Timeout` says that it has not ended,
/// `Disconnected` that it panicked.
fn within<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, RecvTimeoutError> {
    let (sender, result) = channel();
    thread::spawn(move || sender.send(work()));
    result.recv_timeout(limit)
}

fn same_order() {
    let (left, right) = (Mutex::new(()), Mutex::new(()));
    let lock_both = || {
        let _left = left.lock();
        let _right = right.lock();
    };
    thread::scope(|s| {
        s.spawn(lock_both);
        s.spawn(lock_both);
    });
}

fn crossed() {
    let (left, right) = (Mutex::new(()), Mutex::new(()));
    // Each thread has its first lock before either asks for its second.
    let both_have_one = Barrier::new(2);
    let lock_both = |first: &Mutex<()>, second: &Mutex<()>| {
        let _first = first.lock();
        both_have_one.wait();
        let _second = second.lock();
    };
    thread::scope(|s| {
        s.spawn(|| lock_both(&left, &right));
        s.spawn(|| lock_both(&right, &left));
    });
}

fn main() {
    println!("same order: {:?}", within(LIMIT, same_order));
    println!("crossed: {:?}", within(SHORT, crossed));
    let panics = within(LIMIT, || assert_eq!(1 + 1, 3));
    println!("a panic: {panics:?}");
}
