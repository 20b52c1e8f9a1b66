//! On one thread, the worker starts before the door is opened, and finishes afterwards.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use std::sync::Arc;

#[tokio::test(flavor = "current_thread")]
async fn the_worker_arrives_before_the_door_is_opened() {
    let diary = it::Diary::default();
    it::open(Arc::clone(&diary)).await;
    assert_eq!(
        *diary.lock().unwrap(),
        [
            "the worker has arrived",
            "the door is open",
            "the worker has left"
        ]
    );
}
