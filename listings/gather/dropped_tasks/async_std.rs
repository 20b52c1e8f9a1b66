//! The handles of three tasks, dropped after 200 ms: the tasks go on, with async-std.

use async_std::task::{self, sleep};
use std::time::Duration;

async fn fetch(page: &'static str, wait: u64) -> String {
    sleep(Duration::from_millis(wait)).await;
    println!("{page} is here");
    format!("text of {page}")
}

#[async_std::main]
async fn main() {
    let handles = [
        task::spawn(fetch("a", 300)),
        task::spawn(fetch("b", 100)),
        task::spawn(fetch("c", 150)),
    ];
    sleep(Duration::from_millis(200)).await;
    println!("main gives up");
    drop(handles);
    // Time for whatever still runs.
    sleep(Duration::from_millis(200)).await;
    println!("main ends");
}
