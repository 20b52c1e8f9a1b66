//! Three groups, each dropped after 150 ms: a join, two handles, a `JoinSet`, with tokio.

use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

async fn fetch(page: &'static str, wait: u64) -> String {
    sleep(Duration::from_millis(wait)).await;
    println!("{page} is here");
    format!("text of {page}")
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("a join:");
    let group = async { tokio::join!(fetch("a", 300), fetch("b", 10)) };
    if timeout(Duration::from_millis(150), group).await.is_err() {
        println!("main gives up");
    }
    sleep(Duration::from_millis(300)).await;

    println!("handles:");
    let handles = [tokio::spawn(fetch("a", 300)), tokio::spawn(fetch("b", 10))];
    sleep(Duration::from_millis(150)).await;
    drop(handles);
    println!("main gives up");
    sleep(Duration::from_millis(300)).await;

    println!("a set:");
    let mut set = JoinSet::new();
    set.spawn(fetch("a", 300));
    set.spawn(fetch("b", 10));
    sleep(Duration::from_millis(150)).await;
    drop(set);
    println!("main gives up");
    sleep(Duration::from_millis(300)).await;
}
