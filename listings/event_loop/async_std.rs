//! A thread of the executor starts the task while `main` is busy, with async-std.

use async_std::task::{self, sleep};
use std::thread;
use std::time::Duration;

fn say(who: &str, what: &str) {
    let thread = thread::current();
    println!(
        "{who}: {what}, on {}",
        thread.name().unwrap_or("a thread without a name")
    );
}

async fn work() {
    say("task", "I start");
    sleep(Duration::from_millis(200)).await;
    say("task", "I continue");
}

#[async_std::main]
async fn main() {
    say("main", "I spawn the task");
    let task = task::spawn(work());
    // No await here: main keeps its thread.
    thread::sleep(Duration::from_millis(100));
    say("main", "I wait");
    task.await;
    say("main", "I continue");
}
