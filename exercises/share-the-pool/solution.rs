//! Each page is fetched and stored by one future, and the loop waits for nothing else.

use futures::stream::{self, StreamExt};
use std::time::Duration;
use tokio::sync::{Mutex, Semaphore};
use tokio::time::sleep;

/// Two connections to a server, and what the server has stored.
pub struct Pool {
    connections: Semaphore,
    pub stored: Mutex<Vec<u32>>,
}

impl Pool {
    pub fn new() -> Pool {
        Pool {
            connections: Semaphore::new(2),
            stored: Mutex::default(),
        }
    }

    /// Needs a connection for 100 ms.
    async fn fetch(&self, page: u32) -> u32 {
        let _connection = self.connections.acquire().await;
        sleep(Duration::from_millis(100)).await;
        page
    }

    /// Needs a connection for 10 ms.
    async fn store(&self, page: u32) {
        let _connection = self.connections.acquire().await;
        sleep(Duration::from_millis(10)).await;
        self.stored.lock().await.push(page);
    }
}

/// Fetches the pages, at most three at a time, and stores each.
pub async fn fetch_and_store(pages: &[u32], pool: &Pool) {
    let fetch_and_store = async |page: &u32| {
        let page = pool.fetch(*page).await;
        pool.store(page).await;
    };
    stream::iter(pages)
        .for_each_concurrent(3, fetch_and_store)
        .await;
}
