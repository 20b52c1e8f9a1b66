//! A plain function gives its worker back before it waits for async work.

use std::sync::mpsc::channel;
use std::time::Duration;
use tokio::runtime::{Builder, Handle};
use tokio::task::block_in_place;
use tokio::time::sleep;

/// Not async: a library calls it that knows no async.
fn price(item: &str) -> usize {
    block_in_place(|| Handle::current().block_on(ask_the_shop(item)))
}

async fn ask_the_shop(item: &str) -> usize {
    sleep(Duration::from_millis(100)).await;
    item.len()
}

/// So many tasks ask for a price at the same time, on so many workers.
fn ask(tasks: usize, workers: usize) {
    let mut builder = Builder::new_multi_thread();
    let runtime = builder.worker_threads(workers).enable_all().build();
    let runtime = runtime.expect("the system has threads");
    let (answer, answers) = channel();
    for _ in 0..tasks {
        let answer = answer.clone();
        runtime.spawn(async move { answer.send(price("bread")) });
    }
    let limit = Duration::from_millis(600);
    let answers = (0..tasks).map(|_| answers.recv_timeout(limit));
    match answers.collect::<Result<Vec<_>, _>>() {
        Ok(prices) => println!("tasks: {tasks}, workers: {workers}: {prices:?}"),
        Err(_) => println!("tasks: {tasks}, workers: {workers}: no price"),
    }
    // A drop would wait for the workers, for ever if they are stuck.
    runtime.shutdown_background();
}

fn main() {
    ask(1, 2);
    ask(1, 1);
    ask(2, 2);
}
