//! Files read together, but counted on the thread that reads. Let another thread count.

use tokio::task::JoinSet;

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
            count(&text)
        });
    }
    readers.join_all().await.into_iter().sum()
}
