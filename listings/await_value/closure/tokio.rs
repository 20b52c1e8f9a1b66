//! A function that awaits a closure, and a block that is a future, with tokio.

use std::time::Duration;
use tokio::time::sleep;

async fn twice(step: impl AsyncFn(u32) -> u32) -> u32 {
    let first = step(1).await;
    step(first).await
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let factor = 10;
    // The closure borrows `factor`, as a plain closure does.
    let work = twice(async |n| {
        println!("times {factor}: {n}");
        sleep(Duration::from_millis(100)).await;
        n * factor
    });
    // A block is a future too: it runs when it is awaited.
    let sum = async {
        println!("the block starts");
        work.await + 1
    };
    println!("nothing has run yet");
    println!("the sum is {}", sum.await);
}
