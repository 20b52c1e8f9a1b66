//! No event loop: the operating system starts the thread while `main` is busy.

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
    say("main", "I spawn a thread");
    let task = thread::Builder::new()
        .name("worker".to_string())
        .spawn(work)
        .expect("the system starts a thread");
    thread::sleep(Duration::from_millis(100));
    say("main", "I wait");
    task.join().expect("work does not panic");
    say("main", "I continue");
}
