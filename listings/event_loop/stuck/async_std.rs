//! Two futures, each of which waits for the other's message before it sends its own, with async-std.

use async_std::channel::{self, Receiver, Sender};
use futures::join;

async fn work(inbox: Receiver<u32>, outbox: Sender<u32>) {
    println!("I wait for the other's number");
    let n = inbox.recv().await.expect("the other is still there");
    println!("the number is {n}");
    outbox.send(n + 1).await.expect("the other is still there");
}

#[async_std::main]
async fn main() {
    let (to_a, from_b) = channel::bounded(1);
    let (to_b, from_a) = channel::bounded(1);
    join!(work(from_b, to_b), work(from_a, to_a));
    println!("both have ended");
}
