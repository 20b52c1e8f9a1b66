//! A loop waits for a lock behind a future that nothing polls, with async-std.

use async_std::future::timeout;
use async_std::sync::{Arc, Mutex};
use async_std::task::{sleep, spawn};
use futures::{FutureExt, select};
use std::pin::pin;
use std::time::Duration;

type Book = Arc<Mutex<Vec<&'static str>>>;

async fn write(book: Book, entry: &'static str) {
    let mut entries = book.lock().await;
    entries.push(entry);
    println!("{entry} is in the book");
}

async fn serve(book: Book) {
    let mut order = pin!(write(book.clone(), "the order").fuse());
    loop {
        select! {
            () = order => break,
            () = pin!(sleep(Duration::from_millis(100)).fuse()) => {
                println!("the order still waits");
                write(book.clone(), "a note").await;
            }
        }
    }
}

#[async_std::main]
async fn main() {
    let book = Book::default();
    // The auditor has the book for the first 250 ms.
    let audit = book.lock_arc().await;
    spawn(async move {
        sleep(Duration::from_millis(250)).await;
        println!("the auditor returns the book");
        drop(audit);
    });
    match timeout(Duration::from_secs(1), serve(book)).await {
        Ok(()) => println!("all is written"),
        Err(_) => println!("nothing is written, after a second"),
    }
}
