//! A loop waits for a lock behind a future that nothing polls, with tokio.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::{sleep, timeout};
use tokio::{select, spawn};

type Book = Arc<Mutex<Vec<&'static str>>>;

async fn write(book: Book, entry: &'static str) {
    let mut entries = book.lock().await;
    entries.push(entry);
    println!("{entry} is in the book");
}

async fn serve(book: Book) {
    let mut order = pin!(write(book.clone(), "the order"));
    loop {
        select! {
            () = &mut order => break,
            () = sleep(Duration::from_millis(100)) => {
                println!("the order still waits");
                write(book.clone(), "a note").await;
            }
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let book = Book::default();
    // The auditor has the book for the first 250 ms.
    let audit = book.clone().lock_owned().await;
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
