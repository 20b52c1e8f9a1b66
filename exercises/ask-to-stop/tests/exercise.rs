//! Orders that end by themselves, a stop while the worker waits, and a stop while it saves.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use std::sync::Mutex;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::task::yield_now;
use tokio::time::{sleep, timeout};

/// Long enough for any machine to see that nothing more will happen.
const LONG: Duration = Duration::from_secs(3);

/// What was saved so far.
#[derive(Default)]
struct Disk(Mutex<Vec<u32>>);

impl Disk {
    async fn save(&self, orders: &[u32]) {
        for order in orders {
            sleep(Duration::from_millis(20)).await;
            self.0.lock().unwrap().push(*order);
        }
    }

    fn saved(&self) -> Vec<u32> {
        self.0.lock().unwrap().clone()
    }
}

#[tokio::test]
async fn orders_that_end_are_saved() {
    let disk = Disk::default();
    let (sender, orders) = mpsc::channel(8);
    let (_stop, asked) = oneshot::channel();
    for order in 1..=3 {
        sender.send(order).await.unwrap();
    }
    drop(sender);
    let work = it::work(orders, asked, async |orders: &[u32]| {
        disk.save(orders).await
    });
    let saved = timeout(LONG, work).await;
    assert_eq!(saved.expect("it waits although the orders have ended"), 3);
    assert_eq!(disk.saved(), [1, 2, 3]);
}

#[tokio::test]
async fn a_worker_that_waits_saves_when_it_is_asked_to_stop() {
    let disk = Disk::default();
    let (sender, orders) = mpsc::channel(8);
    let (stop, asked) = oneshot::channel();
    let work = it::work(orders, asked, async |orders: &[u32]| {
        disk.save(orders).await
    });
    let ask = async {
        for order in 1..=2 {
            sender.send(order).await.unwrap();
        }
        // Until the worker has taken both.
        while sender.capacity() < 8 {
            yield_now().await;
        }
        drop(stop);
    };
    let both = timeout(LONG, async { tokio::join!(work, ask) }).await;
    let (saved, ()) = both.expect("it does not stop");
    assert_eq!(saved, 2);
    assert_eq!(disk.saved(), [1, 2]);
}

#[tokio::test]
async fn a_stop_does_not_cut_the_saving_short() {
    let disk = Disk::default();
    let (sender, orders) = mpsc::channel(8);
    let (stop, asked) = oneshot::channel();
    for order in 1..=3 {
        sender.send(order).await.unwrap();
    }
    drop(sender);
    let work = it::work(orders, asked, async |orders: &[u32]| {
        disk.save(orders).await
    });
    let ask = async {
        while disk.saved().is_empty() {
            sleep(Duration::from_millis(5)).await;
        }
        drop(stop);
    };
    let both = timeout(LONG, async { tokio::join!(work, ask) }).await;
    let (saved, ()) = both.expect("it does not stop");
    assert_eq!(saved, 3);
    assert_eq!(disk.saved(), [1, 2, 3]);
}
