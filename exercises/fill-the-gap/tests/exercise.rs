//! The limit is kept and used, whichever fetch is slow, and the results come in order.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use std::cell::Cell;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::yield_now;
use tokio::time::timeout;

#[tokio::test]
async fn while_the_first_is_slow_all_others_are_fetched() {
    let (fetched, missing) = (Semaphore::new(0), "others wait for the first to end");
    let fetch = async |page: u32| {
        if page == 0 {
            // It ends when the five other pages are fetched.
            let _five = fetched.acquire_many(5).await.expect("it is never closed");
        }
        fetched.add_permits(1);
        page
    };
    let fetches = (0..6).map(fetch).collect();
    let results = timeout(Duration::from_secs(2), it::fetch_all(fetches, 2)).await;
    assert_eq!(results.expect(missing), [0, 1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn never_more_than_the_limit_are_under_way_and_at_times_as_many() {
    let (under_way, most) = (Cell::new(0), Cell::new(0));
    let fetch = async |turns: usize| {
        under_way.set(under_way.get() + 1);
        most.set(most.get().max(under_way.get()));
        for _ in 0..turns {
            yield_now().await;
        }
        under_way.set(under_way.get() - 1);
    };
    let fetches = [9, 1, 5, 1, 2, 7, 1, 3].map(fetch).into_iter().collect();
    it::fetch_all(fetches, 3).await;
    assert_eq!(most.get(), 3);
}

#[tokio::test]
async fn the_results_come_in_the_order_of_the_requests() {
    let fetch = async |page: &'static str, turns: u32| {
        for _ in 0..turns {
            yield_now().await;
        }
        page
    };
    let fetches = vec![fetch("a", 9), fetch("b", 0), fetch("c", 3), fetch("d", 1)];
    assert_eq!(it::fetch_all(fetches, 2).await, ["a", "b", "c", "d"]);
}
