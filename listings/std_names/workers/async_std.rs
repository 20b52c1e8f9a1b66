//! On which threads async-std runs `main`, a task, and a function that blocks.

use async_std::{fs, task};
use std::thread;
use std::time::Duration;

fn say(what: &str) {
    let thread = thread::current();
    println!("{what} runs on {}", thread.name().unwrap_or("a thread"));
}

#[async_std::main]
async fn main() {
    say("main");
    task::spawn(async { say("a task") }).await;
    let blocks = || {
        thread::sleep(Duration::from_millis(100));
        say("a function that blocks");
    };
    task::spawn_blocking(blocks).await;
    // A call on a file blocks too, so async-std gives it to the same pool.
    let folder = fs::metadata(".").await;
    println!("the folder is there: {}", folder.is_ok());
    say("main, after three waits,");
}
