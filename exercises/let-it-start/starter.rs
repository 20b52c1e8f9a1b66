//! `open` spawns a worker and opens the door before the worker has arrived. Let the worker start first, but do not
//! wait until the worker has finished.

use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What happened, in order.
pub type Diary = Arc<Mutex<Vec<&'static str>>>;

/// Opens the shop. The worker arrives first, then the door is opened, and at the end the worker leaves.
pub async fn open(diary: Diary) {
    let worker = tokio::spawn(work(Arc::clone(&diary)));
    write(&diary, "the door is open");
    worker.await.expect("the worker does not panic");
}

async fn work(diary: Diary) {
    write(&diary, "the worker has arrived");
    tokio::time::sleep(Duration::from_millis(50)).await;
    write(&diary, "the worker has left");
}

fn write(diary: &Diary, line: &'static str) {
    diary
        .lock()
        .expect("no task panics while it writes")
        .push(line);
}
