//! The loop takes a permit before it spawns a task: four exist, with tokio.

use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::sleep;

async fn work() {
    sleep(Duration::from_millis(40)).await;
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let permits = Arc::new(Semaphore::new(4));
    let mut tasks = JoinSet::new();
    let mut most = 0;
    for _ in 0..20 {
        let permits = Arc::clone(&permits);
        let permit = permits.acquire_owned().await.unwrap();
        tasks.spawn(async move {
            let _permit = permit;
            work().await;
        });
        most = most.max(Handle::current().metrics().num_alive_tasks());
    }
    let results = tasks.join_all().await;
    println!("{} jobs are done", results.len());
    println!("there were up to {most} tasks");
}
