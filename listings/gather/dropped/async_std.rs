//! Two groups, each dropped after 150 ms: a join and two handles, with async-std.

use async_std::future::timeout;
use async_std::task::{self, sleep};
use futures::join;
use std::time::Duration;

async fn fetch(page: &'static str, wait: u64) -> String {
    sleep(Duration::from_millis(wait)).await;
    println!("{page} is here");
    format!("text of {page}")
}

#[async_std::main]
async fn main() {
    println!("a join:");
    let group = async { join!(fetch("a", 300), fetch("b", 10)) };
    if timeout(Duration::from_millis(150), group).await.is_err() {
        println!("main gives up");
    }
    sleep(Duration::from_millis(300)).await;

    println!("handles:");
    let handles = [task::spawn(fetch("a", 300)), task::spawn(fetch("b", 10))];
    sleep(Duration::from_millis(150)).await;
    drop(handles);
    println!("main gives up");
    sleep(Duration::from_millis(300)).await;
}
