//! What `#[async_std::main]` writes for you: run one future, on a loop that starts by itself.

use async_std::task::{block_on, sleep};
use std::time::Duration;

async fn count() -> u32 {
    println!("one");
    sleep(Duration::from_millis(100)).await;
    println!("two");
    2
}

// A plain function: `.await` does not compile here.
fn main() {
    let counted = block_on(count());
    println!("counted to {counted}");
}
