//! A `match` keeps its lock, and a second `lock` waits for ever, with tokio.

use tokio::sync::Mutex;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let jobs = Mutex::new(vec!["sweep"]);
    match jobs.lock().await.pop() {
        Some(job) => {
            println!("{job} failed: I put it back");
            jobs.lock().await.push(job);
            println!("{job} is back");
        }
        None => println!("there is no job"),
    }
    println!("the day is over");
}
