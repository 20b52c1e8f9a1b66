//! `open` spawns a worker and lets it start before it goes on.

use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What happened, in order.
pub type Diary = Arc<Mutex<Vec<&'static str>>>;

/// Opens the shop: the worker is there first, then the door is opened, and in the end the worker has gone.
pub async fn open(diary: Diary) {
    let worker = tokio::spawn(work(Arc::clone(&diary)));
    // On one thread, the worker starts when this task gives up its turn.
    tokio::task::yield_now().await;
    write(&diary, "the door is open");
    worker.await.expect("the worker does not panic");
}

async fn work(diary: Diary) {
    write(&diary, "the worker is there");
    tokio::time::sleep(Duration::from_millis(50)).await;
    write(&diary, "the worker has gone");
}

fn write(diary: &Diary, line: &'static str) {
    diary
        .lock()
        .expect("nobody panics while writing")
        .push(line);
}
