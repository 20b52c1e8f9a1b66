//! Rows come in order, each is computed once, and as many threads as asked for compute at the same time.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

#[test]
fn rows_come_in_order_and_each_is_computed_once() {
    let computed = AtomicUsize::new(0);
    let rows = it::rows(100, 3, |y| {
        computed.fetch_add(1, Ordering::Relaxed);
        vec![y as u8; 2]
    });
    let expected: Vec<_> = (0..100).map(|y| vec![y; 2]).collect();
    assert_eq!(rows, expected);
    assert_eq!(computed.into_inner(), 100);
}

#[test]
fn as_many_rows_as_threads_are_computed_at_the_same_time() {
    // Row 0 waits for a word from row 1, which another thread must be computing meanwhile.
    let (say, hear) = mpsc::channel();
    let hear = Mutex::new(hear);
    let rows = it::rows(2, 2, |y| {
        if y == 1 {
            say.send(()).unwrap();
        } else {
            let heard = hear.lock().unwrap().recv_timeout(Duration::from_secs(2));
            heard.expect("row 1 is not computed while row 0 is");
        }
        vec![y as u8]
    });
    assert_eq!(rows, [[0], [1]]);
}

#[test]
fn no_more_threads_compute_than_were_asked_for() {
    let names = Mutex::new(Vec::new());
    it::rows(50, 2, |_| {
        names.lock().unwrap().push(thread::current().id());
        Vec::new()
    });
    let mut names = names.into_inner().unwrap();
    names.sort_by_key(|id| format!("{id:?}"));
    names.dedup();
    assert!((1..=2).contains(&names.len()), "{names:?}");
}
