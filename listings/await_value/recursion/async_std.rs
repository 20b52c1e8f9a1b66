//! A countdown that awaits itself, in a box, with async-std.

use async_std::task::sleep;
use std::time::Duration;

async fn countdown(n: u32) {
    println!("{n}");
    if n > 0 {
        sleep(Duration::from_millis(100)).await;
        // The future of the next number lies on the heap: without the box it would have to lie inside this one, without end.
        Box::pin(countdown(n - 1)).await;
    }
}

#[async_std::main]
async fn main() {
    countdown(3).await;
}
