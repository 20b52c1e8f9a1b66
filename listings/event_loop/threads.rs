//! No event loop: the operating system starts the thread at once, and each wait holds a thread.

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
    say("task", "I go on");
}

fn main() {
    say("main", "I spawn a thread");
    let task = thread::Builder::new()
        .name("worker".to_string())
        .spawn(work);
    thread::sleep(Duration::from_millis(100));
    say("main", "I wait");
    task.expect("a thread can be had")
        .join()
        .expect("work does not panic");
    say("main", "I go on");
}
