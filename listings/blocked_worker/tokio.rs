//! A task spawns a second one and blocks: when does the second task begin? With tokio.

use std::thread;
use std::time::{Duration, Instant};
use tokio::spawn;
use tokio::task::{block_in_place, spawn_blocking};

fn block() {
    thread::sleep(Duration::from_millis(250));
}

/// How long this task was ready before a worker began it.
async fn second(ready: Instant) -> Duration {
    ready.elapsed()
}

async fn blocks_its_worker() -> Duration {
    let second = spawn(second(Instant::now()));
    block();
    second.await.expect("it does not panic")
}

async fn blocks_in_place() -> Duration {
    let second = spawn(second(Instant::now()));
    block_in_place(block);
    second.await.expect("it does not panic")
}

async fn blocks_another_thread() -> Duration {
    let second = spawn(second(Instant::now()));
    spawn_blocking(block).await.expect("it does not panic");
    second.await.expect("it does not panic")
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let waited = spawn(blocks_its_worker()).await.expect("it ends");
    println!("block(): {} ms", waited.as_millis());
    let waited = spawn(blocks_in_place()).await.expect("it ends");
    println!("block_in_place(block): {} ms", waited.as_millis());
    let waited = spawn(blocks_another_thread()).await.expect("it ends");
    println!("spawn_blocking(block): {} ms", waited.as_millis());
}
