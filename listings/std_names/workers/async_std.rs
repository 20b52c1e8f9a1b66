//! On which threads async-std runs `main`, a task, and a function that blocks.

use async_std::{fs, task};
use std::thread;

fn say(what: &str) {
    let thread = thread::current();
    println!("{what} runs on {}", thread.name().unwrap_or("a thread"));
}

#[async_std::main]
async fn main() {
    say("main");
    task::spawn(async { say("a task") }).await;
    task::spawn_blocking(|| say("a function that blocks")).await;
    // A file blocks its thread, so async-std gives it to the blocking pool too.
    let folder = fs::metadata(".").await;
    println!("the folder is there: {}", folder.is_ok());
    say("main, after three waits,");
}
