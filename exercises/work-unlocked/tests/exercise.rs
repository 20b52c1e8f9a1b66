//! Two workers are in their work at the same time, and each job is done once.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use std::sync::{Condvar, Mutex};
use std::time::Duration;

#[test]
fn two_workers_meet_in_their_work() {
    let queue = Mutex::new(vec![1, 2]);
    let (begun, changed) = (Mutex::new(0), Condvar::new());
    let met = Mutex::new(Vec::new());
    it::do_all(2, &queue, |_| {
        let mut begun = begun.lock().unwrap();
        *begun += 1;
        changed.notify_all();
        // The other worker has two seconds to begin too.
        let patience = Duration::from_secs(2);
        let (_begun, late) = changed
            .wait_timeout_while(begun, patience, |begun| *begun < 2)
            .unwrap();
        met.lock().unwrap().push(!late.timed_out());
    });
    assert_eq!(met.into_inner().unwrap(), [true, true]);
}

#[test]
fn each_job_is_done_once() {
    let queue = Mutex::new((0..100).collect());
    let done = Mutex::new(Vec::new());
    it::do_all(4, &queue, |job| done.lock().unwrap().push(job));
    let mut done = done.into_inner().unwrap();
    done.sort_unstable();
    assert!(done.into_iter().eq(0..100));
}
