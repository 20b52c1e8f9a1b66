//! `main` starts two tasks and returns: the process ends, with async-std.

use async_std::task::{self, sleep};
use std::time::Duration;

async fn save(page: &str, time: u64) {
    sleep(Duration::from_millis(time)).await;
    println!("{page} is saved");
}

#[async_std::main]
async fn main() {
    task::spawn(save("a", 150));
    task::spawn(save("b", 250));
    println!("main: both are started");
    sleep(Duration::from_millis(50)).await;
}
