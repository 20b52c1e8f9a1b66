//! Joined futures stay with `main`; spawned futures are tasks of their own, with async-std.

use async_std::task::{self, sleep};
use futures::join;
use std::thread;
use std::time::Duration;

async fn work(name: &str) -> String {
    sleep(Duration::from_millis(100)).await;
    let thread = thread::current();
    format!(
        "{name} on {}",
        thread.name().unwrap_or("a thread without a name")
    )
}

#[async_std::main]
async fn main() {
    let (a, b) = join!(work("joined a"), work("joined b"));
    println!("{a}, {b}");
    let task_a = task::spawn(work("spawned a"));
    let task_b = task::spawn(work("spawned b"));
    let a = task_a.await;
    let b = task_b.await;
    println!("{a}, {b}");
}
