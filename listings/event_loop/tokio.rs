//! One thread for everything: a task starts when `main` waits, with tokio.

use std::thread;
use std::time::Duration;
use tokio::time::sleep;

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

#[tokio::main(flavor = "current_thread")]
async fn main() {
    say("main", "I spawn the task");
    let task = tokio::spawn(work());
    // No await here: main keeps its thread.
    thread::sleep(Duration::from_millis(100));
    say("main", "I wait");
    task.await.expect("work does not panic");
    say("main", "I continue");
}
