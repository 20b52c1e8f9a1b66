//! `g` is a task: it starts on another thread while `main` waits, with async-std.

use async_std::task::{self, sleep};
use std::time::{Duration, Instant};

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

#[async_std::main]
async fn main() {
    let start = Instant::now();
    let task = task::spawn(g());
    sleep(Duration::from_millis(100)).await;
    println!("main: now I need the answer");
    let answer = task.await;
    println!("main: g gave {answer}");
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
