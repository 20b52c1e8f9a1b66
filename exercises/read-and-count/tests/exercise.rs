//! The words are right, and the thread that has to read does not count.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use tokio::task::yield_now;

struct Text(&'static str);

impl it::File for Text {
    async fn read(self) -> String {
        yield_now().await;
        self.0.to_owned()
    }
}

fn count(text: &str) -> usize {
    text.split_whitespace().count()
}

#[tokio::test]
async fn all_words_are_counted() {
    let files = vec![Text("row row row your boat"), Text("gently down"), Text("")];
    assert_eq!(it::words(files, count).await, 7);
}

static ON_THE_READING_THREAD: AtomicBool = AtomicBool::new(false);

#[tokio::test]
async fn the_thread_that_reads_does_not_count() {
    thread_local!(static READS: Cell<bool> = const { Cell::new(false) });
    READS.set(true);
    fn count(text: &str) -> usize {
        if READS.get() {
            ON_THE_READING_THREAD.store(true, Ordering::Relaxed);
        }
        text.len()
    }
    assert_eq!(it::words(vec![Text("merrily")], count).await, 7);
    assert!(
        !ON_THE_READING_THREAD.load(Ordering::Relaxed),
        "counted on {:?}, which has files to read",
        thread::current().name()
    );
}
