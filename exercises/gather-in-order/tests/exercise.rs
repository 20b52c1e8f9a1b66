//! Results come in the order of the requests, from fetches that were under way at the same time.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use std::time::Duration;
use tokio::sync::Barrier;
use tokio::time::timeout;

#[tokio::test]
async fn the_first_request_is_the_first_result_although_it_is_slow() {
    let fetch = async |page: &'static str, turns: u32| {
        for _ in 0..turns {
            tokio::task::yield_now().await;
        }
        page
    };
    let fetches = vec![fetch("a", 9), fetch("b", 0), fetch("c", 3)];
    assert_eq!(it::fetch_all(fetches).await, ["a", "b", "c"]);
}

#[tokio::test]
async fn all_are_under_way_at_the_same_time() {
    // No fetch passes the barrier before all three have reached it.
    let barrier = Barrier::new(3);
    let fetch = async |page: u32| {
        barrier.wait().await;
        page
    };
    let fetches = vec![fetch(1), fetch(2), fetch(3)];
    let results = timeout(Duration::from_secs(2), it::fetch_all(fetches)).await;
    let mut results = results.expect("one fetch waits for another to end");
    results.sort();
    assert_eq!(results, [1, 2, 3]);
}
