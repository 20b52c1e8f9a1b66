//! Errors, time-outs and cancelling with tokio, a function for each idea of asyncio.

use std::time::Duration;
use tokio::time::{sleep, timeout};

/// Says that a fetch is over, however it ends, like `finally` in Python.
struct Over(&'static str);

impl Drop for Over {
    fn drop(&mut self) {
        println!("  {} is over", self.0);
    }
}

async fn fetch(page: &'static str, ms: u64) -> Result<String, String> {
    let _over = Over(page);
    sleep(Duration::from_millis(ms)).await;
    if page == "b" {
        return Err("b is missing".to_string());
    }
    Ok(format!("text of {page}"))
}

async fn in_a_task(page: &'static str, ms: u64) -> Result<String, String> {
    tokio::spawn(fetch(page, ms)).await.unwrap()
}

async fn return_exceptions() {
    let (a, b) = tokio::join!(fetch("a", 200), fetch("b", 100));
    println!("return_exceptions: {}, {}", a.unwrap(), b.unwrap_err());
}

async fn gather_fails() {
    let both = tokio::try_join!(in_a_task("a", 200), in_a_task("b", 100));
    println!("gather: {}", both.unwrap_err());
    sleep(Duration::from_millis(200)).await;
}

async fn task_group_fails() {
    let both = tokio::try_join!(fetch("a", 200), fetch("b", 100));
    println!("TaskGroup: {}", both.unwrap_err());
}

async fn time_out() {
    let late = timeout(Duration::from_millis(100), fetch("a", 200)).await;
    assert!(late.is_err());
    println!("timeout: too late");
}

async fn shield() {
    let mut task = tokio::spawn(fetch("a", 250));
    let late = timeout(Duration::from_millis(100), &mut task).await;
    assert!(late.is_err());
    println!("shield: too late");
    println!("  {}", task.await.unwrap().unwrap());
}

async fn cancel() {
    let task = tokio::spawn(fetch("a", 250));
    sleep(Duration::from_millis(100)).await;
    task.abort();
    println!("cancel: asked for");
    assert!(task.await.unwrap_err().is_cancelled());
    println!("cancel: done");
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    return_exceptions().await;
    gather_fails().await;
    task_group_fails().await;
    time_out().await;
    shield().await;
    cancel().await;
    let _left = tokio::spawn(fetch("c", 60_000));
    sleep(Duration::from_millis(100)).await;
    println!("run: main returns");
}
