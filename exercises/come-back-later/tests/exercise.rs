//! Servers that say when they want to be asked again, in paused time: exact to the millisecond, and soon over.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use it::Failure::{self, Busy, Missing, Silence};
use std::cell::RefCell;
use std::time::Duration;
use tokio::time::Instant;

const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// Fails as told, and then succeeds. Returns what `retry` did, after how many ms each try was made, and when it returned.
async fn retry(deadline: u64, failures: Vec<Failure>) -> (Result<(), Failure>, Vec<u128>, u128) {
    let start = Instant::now();
    let tries = RefCell::new(Vec::new());
    let failures = RefCell::new(failures.into_iter());
    let attempt = async || {
        tries.borrow_mut().push(start.elapsed().as_millis());
        failures.borrow_mut().next().map_or(Ok(()), Err)
    };
    let end = it::retry(start + ms(deadline), attempt).await;
    (end, tries.take(), start.elapsed().as_millis())
}

#[tokio::test(start_paused = true)]
async fn after_silence_the_wait_doubles() {
    let (end, tries, _) = retry(60_000, vec![Silence, Silence, Silence]).await;
    assert_eq!(end, Ok(()));
    assert_eq!(tries, [0, 100, 300, 700]);
}

#[tokio::test(start_paused = true)]
async fn a_busy_server_is_left_alone_for_as_long_as_it_says() {
    let (end, tries, _) = retry(60_000, vec![Busy(ms(5_000)), Silence]).await;
    assert_eq!(end, Ok(()));
    assert_eq!(tries, [0, 5_000, 5_200]);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_asks_for_less_does_not_shorten_the_wait() {
    let (end, tries, _) = retry(60_000, vec![Silence, Silence, Busy(ms(1))]).await;
    assert_eq!(end, Ok(()));
    assert_eq!(tries, [0, 100, 300, 700]);
}

#[tokio::test(start_paused = true)]
async fn what_is_missing_is_not_asked_for_again() {
    assert_eq!(
        retry(60_000, vec![Silence, Missing]).await,
        (Err(Missing), vec![0, 100], 100)
    );
}

#[tokio::test(start_paused = true)]
async fn it_gives_up_at_once_where_the_server_asks_for_more_than_is_left() {
    assert_eq!(
        retry(1_000, vec![Silence, Busy(ms(900))]).await,
        (Err(Busy(ms(900))), vec![0, 100], 100)
    );
}
