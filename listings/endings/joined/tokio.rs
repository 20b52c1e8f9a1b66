//! `main` starts two tasks and awaits both before it returns, with tokio.

use std::time::Duration;
use tokio::time::sleep;

async fn save(page: &str, time: u64) {
    sleep(Duration::from_millis(time)).await;
    println!("{page} is saved");
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let a = tokio::spawn(save("a", 150));
    let b = tokio::spawn(save("b", 250));
    println!("main: both are started");
    sleep(Duration::from_millis(50)).await;
    a.await.unwrap();
    b.await.unwrap();
    println!("main: both are saved");
}
