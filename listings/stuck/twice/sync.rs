//! A `match` keeps the lock of its first line, and a second `lock` waits for ever.

use std::sync::Mutex;

fn main() {
    let jobs = Mutex::new(vec!["sweep"]);
    match jobs.lock().unwrap().pop() {
        Some(job) => {
            println!("{job} failed: I put it back");
            jobs.lock().unwrap().push(job);
            println!("{job} is back");
        }
        None => println!("there is no job"),
    }
    println!("the day is over");
}
