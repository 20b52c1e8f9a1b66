//! Joined futures stay with `main`; spawned futures are tasks of their own, with tokio.

use std::thread;
use std::time::Duration;
use tokio::time::sleep;

async fn work(name: &str) -> String {
    sleep(Duration::from_millis(100)).await;
    let thread = thread::current();
    format!(
        "{name} on {}",
        thread.name().unwrap_or("a thread without a name")
    )
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let (a, b) = tokio::join!(work("joined a"), work("joined b"));
    println!("{a}, {b}");
    let task_a = tokio::spawn(work("spawned a"));
    let task_b = tokio::spawn(work("spawned b"));
    let a = task_a.await.expect("work does not panic");
    let b = task_b.await.expect("work does not panic");
    println!("{a}, {b}");
}
