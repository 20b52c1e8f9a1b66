//! Two futures, each of which waits for the other's message before it sends its own, with tokio.

use tokio::sync::mpsc::{self, Receiver, Sender};

async fn work(mut inbox: Receiver<u32>, outbox: Sender<u32>) {
    println!("I wait for the other's number");
    let n = inbox.recv().await.expect("the other is still there");
    println!("the number is {n}");
    outbox.send(n + 1).await.expect("the other is still there");
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (to_a, from_b) = mpsc::channel(1);
    let (to_b, from_a) = mpsc::channel(1);
    tokio::join!(work(from_b, to_b), work(from_a, to_a));
    println!("both have ended");
}
