//! Files read together by tasks, and counted by threads that the runtime lends.

use tokio::task::{JoinSet, spawn_blocking};

/// A file that is read later, such as one on a drive that is far away.
pub trait File: Send + 'static {
    fn read(self) -> impl Future<Output = String> + Send;
}

/// The number of words in all files, each counted by `count`, which takes its time.
pub async fn words<F: File>(files: Vec<F>, count: fn(&str) -> usize) -> usize {
    let mut readers = JoinSet::new();
    for file in files {
        readers.spawn(async move {
            let text = file.read().await;
            let counted = spawn_blocking(move || count(&text)).await;
            counted.expect("counting does not panic")
        });
    }
    readers.join_all().await.into_iter().sum()
}
