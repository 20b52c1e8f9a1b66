//! Jobs that end before the deadline, and jobs that never would.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use std::future::pending;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// As good as never.
const HOUR: Duration = Duration::from_secs(3600);
/// Long enough for any machine to see that nothing more will happen.
const LONG: Duration = Duration::from_secs(3);

#[tokio::test]
async fn jobs_that_are_under_way_are_finished() {
    let mut jobs = JoinSet::new();
    for n in [3, 1, 2] {
        jobs.spawn(async move {
            sleep(Duration::from_millis(20)).await;
            n
        });
    }
    let ended = timeout(LONG, it::close(jobs, HOUR)).await;
    let ended = ended.expect("it still waits although all jobs are done");
    assert_eq!(ended, (vec![1, 2, 3], 0));
}

#[tokio::test]
async fn what_is_not_done_at_the_deadline_is_aborted() {
    let (alive, stopped) = oneshot::channel::<()>();
    let mut jobs = JoinSet::new();
    jobs.spawn(async { 7 });
    jobs.spawn(async move {
        let _alive = alive;
        pending().await
    });
    let ended = timeout(LONG, it::close(jobs, Duration::from_millis(50))).await;
    let ended = ended.expect("it waits for a job that never ends");
    assert_eq!(ended, (vec![7], 1));
    // The job was dropped, and with it what it held.
    assert!(stopped.await.is_err());
}
