//! A task that is ready begins while its neighbour blocks.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use std::sync::mpsc::channel;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_ready_task_begins_while_its_neighbour_blocks() {
    let (begins, has_begun) = channel();
    let (answer, beside) = channel();
    let ready = async move {
        let _ = begins.send(());
        "ready"
    };
    let block = move || {
        let begun = has_begun.recv_timeout(Duration::from_secs(2)).is_ok();
        let _ = answer.send(begun);
    };
    // In a task, so that a worker runs it.
    let result = tokio::spawn(it::both(ready, block)).await;
    assert_eq!(result.expect("it does not panic"), "ready");
    assert_eq!(beside.recv(), Ok(true), "the ready task had to wait");
}
