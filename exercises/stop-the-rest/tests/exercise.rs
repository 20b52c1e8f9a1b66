//! The results are in order; an error is returned when it is known, and stops the other fetches.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use futures::channel::oneshot;
use futures::future::{FutureExt, pending};
use std::time::Duration;
use tokio::time::timeout;

const LIMIT: Duration = Duration::from_secs(2);

#[tokio::test]
async fn without_an_error_all_results_are_in_order() {
    let fetch = async |page: u32, turns: u32| {
        for _ in 0..turns {
            tokio::task::yield_now().await;
        }
        Ok(page)
    };
    let fetches = vec![
        fetch(1, 9).boxed(),
        fetch(2, 0).boxed(),
        fetch(3, 3).boxed(),
    ];
    assert_eq!(it::fetch_all(fetches).await, Ok(vec![1, 2, 3]));
}

#[tokio::test]
async fn an_error_is_returned_although_an_earlier_fetch_never_ends() {
    let fails = async { Err::<u32, _>("page 2 is missing".to_string()) };
    let fetches = vec![pending().boxed(), fails.boxed()];
    let result = timeout(LIMIT, it::fetch_all(fetches)).await;
    assert_eq!(
        result.expect("the error is not seen while page 1 is fetched"),
        Err("page 2 is missing".to_string())
    );
}

#[tokio::test]
async fn an_error_stops_the_other_fetches() {
    let (held, dropped) = oneshot::channel::<()>();
    let fails = async { Err::<u32, _>("page 1 is missing".to_string()) };
    let never_ends = async move {
        pending::<()>().await;
        drop(held);
        Ok(2)
    };
    let result = it::fetch_all(vec![fails.boxed(), never_ends.boxed()]).await;
    assert_eq!(result, Err("page 1 is missing".to_string()));
    let stopped = timeout(LIMIT, dropped).await;
    assert!(stopped.is_ok(), "page 2 is still being fetched");
}
