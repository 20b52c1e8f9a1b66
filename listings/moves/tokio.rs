//! A task waits, and continues on another thread, with tokio.

use std::thread;
use std::time::Duration;
use tokio::time::sleep;

async fn wait() {
    let name = "Ann";
    let began = thread::current().id();
    // The next task of this worker. It blocks the thread for 300 ms.
    tokio::spawn(async { thread::sleep(Duration::from_millis(300)) });
    sleep(Duration::from_millis(100)).await;
    let same = thread::current().id() == began;
    println!("{name} continues on the same thread: {same}");
}

#[tokio::main(worker_threads = 2)]
async fn main() {
    tokio::spawn(wait()).await.expect("no panic");
}
