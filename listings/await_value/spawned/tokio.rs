//! `g` is a task: it starts as soon as `main` waits, with tokio.

use std::time::{Duration, Instant};
use tokio::time::sleep;

async fn f() -> u32 {
    println!("f: I wait");
    sleep(Duration::from_millis(200)).await;
    println!("f: I return 20");
    20
}

async fn g() -> u32 {
    println!("g: I need the value of f");
    // Pause here, and come back to g when f is ready.
    let value = f().await;
    println!("g: f gave {value}");
    value + 1
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    let task = tokio::spawn(g());
    sleep(Duration::from_millis(100)).await;
    println!("main: now I need the answer");
    let answer = task.await.expect("g does not panic");
    println!("main: g gave {answer}");
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
