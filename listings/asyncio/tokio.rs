//! Start work and collect results with tokio, a function for each idea of asyncio.

use std::time::Duration;
use tokio::task::{JoinSet, spawn_blocking, yield_now};
use tokio::time::sleep;

async fn fetch(page: &str, ms: u64) -> String {
    println!("  ask for {page}");
    sleep(Duration::from_millis(ms)).await;
    format!("text of {page}")
}

async fn call() {
    let future = fetch("a", 100);
    println!("call: nothing has run");
    println!("  {}", future.await);
}

async fn create_task() {
    let task = tokio::spawn(fetch("a", 100));
    println!("create_task: the task has not begun");
    println!("  {}", task.await.unwrap());
}

async fn sleep_0() {
    let task = tokio::spawn(fetch("a", 100));
    yield_now().await;
    println!("sleep(0): the task has begun");
    println!("  {}", task.await.unwrap());
}

async fn gather() {
    println!("gather");
    let (a, b) = tokio::join!(fetch("a", 200), fetch("b", 100));
    println!("  {a}, {b}");
}

async fn task_group() {
    println!("TaskGroup");
    let mut group = JoinSet::new();
    group.spawn(fetch("a", 100));
    group.spawn(fetch("b", 200));
    println!("  {}", group.join_all().await.join(", "));
}

async fn as_completed() {
    println!("as_completed");
    let mut group = JoinSet::new();
    group.spawn(fetch("a", 200));
    group.spawn(fetch("b", 100));
    while let Some(next_one) = group.join_next().await {
        println!("  {}", next_one.unwrap());
    }
}

async fn wait() {
    println!("wait");
    let mut a = tokio::spawn(fetch("a", 200));
    let mut b = tokio::spawn(fetch("b", 100));
    let (first, pending) = tokio::select! {
        first = &mut a => (first, b),
        first = &mut b => (first, a),
    };
    println!("  first: {}", first.unwrap());
    println!("  then: {}", pending.await.unwrap());
}

async fn to_thread() {
    let total = spawn_blocking(|| (1..=100).sum::<u32>()).await;
    println!("to_thread: {}", total.unwrap());
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    call().await;
    create_task().await;
    sleep_0().await;
    gather().await;
    task_group().await;
    as_completed().await;
    wait().await;
    to_thread().await;
}
