//! The jobs run together, and their results keep the order of the jobs.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use std::sync::mpsc;
use std::time::Duration;

/// Long enough for any machine to start a thread.
const LONG: Duration = Duration::from_secs(3);

#[test]
fn each_job_meets_the_next_one() {
    // The first job waits for a word of the second, and the second for a word of the third.
    let (say_second, hear_second) = mpsc::channel();
    let (say_third, hear_third) = mpsc::channel();
    let met = |hear: mpsc::Receiver<()>| hear.recv_timeout(LONG).is_ok();
    let jobs: Vec<Box<dyn FnOnce() -> bool + Send>> = vec![
        Box::new(move || met(hear_second)),
        Box::new(move || say_second.send(()).is_ok() && met(hear_third)),
        Box::new(move || say_third.send(()).is_ok()),
    ];
    assert_eq!(it::all(jobs), [true; 3]);
}

#[test]
fn the_results_are_in_the_order_of_the_jobs() {
    let jobs: Vec<_> = (0..5_u32).map(|n| move || n * n).collect();
    assert_eq!(it::all(jobs), [0, 1, 4, 9, 16]);
}
