//! A set of three tasks, dropped after 200 ms: the tasks are stopped, with tokio.

use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::sleep;

async fn fetch(page: &'static str, wait: u64) -> String {
    sleep(Duration::from_millis(wait)).await;
    println!("{page} is here");
    format!("text of {page}")
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut set = JoinSet::new();
    set.spawn(fetch("a", 300));
    set.spawn(fetch("b", 100));
    set.spawn(fetch("c", 150));
    sleep(Duration::from_millis(200)).await;
    println!("main gives up");
    drop(set);
    // Time for whatever still runs.
    sleep(Duration::from_millis(200)).await;
    println!("main ends");
}
