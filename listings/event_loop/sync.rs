//! No event loop: the caller does the work itself.

use std::thread;
use std::time::Duration;

fn say(who: &str, what: &str) {
    let thread = thread::current();
    println!(
        "{who}: {what}, on {}",
        thread.name().unwrap_or("a thread without a name")
    );
}

fn work() {
    say("task", "I start");
    thread::sleep(Duration::from_millis(200));
    say("task", "I continue");
}

fn main() {
    say("main", "I call the task");
    work();
    thread::sleep(Duration::from_millis(100));
    say("main", "I continue");
}
