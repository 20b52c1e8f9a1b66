//! The waits of the tokio listing, to the millisecond, in time that passes only when all tasks wait for it.

#[path = "../tokio.rs"]
#[expect(
    dead_code,
    reason = "of the listing, the test needs `retry` and what that calls"
)]
mod it;

use std::cell::RefCell;
use std::future::pending;
use std::io;
use std::time::Duration;
use tokio::time::{Instant, timeout};

const HOUR: Duration = Duration::from_secs(3600);
/// What the seed of the listing makes of 100 ms, in ms.
const FIRST: u64 = 62;

fn down<T>() -> io::Result<T> {
    Err(io::Error::other("down"))
}

const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

#[tokio::test(start_paused = true)]
async fn each_try_comes_at_its_millisecond() {
    let start = Instant::now();
    let tries = RefCell::new(Vec::new());
    let end = it::retry(100, start + HOUR, async || {
        tries.borrow_mut().push(start.elapsed().as_millis());
        if tries.borrow().len() < 12 {
            return down();
        }
        Ok("up again")
    });
    assert_eq!(end.await.unwrap(), "up again");
    let at = [
        0, 62, 188, 503, 1_255, 2_537, 5_135, 8_826, 20_264, 38_648, 80_199, 137_104,
    ];
    assert_eq!(*tries.borrow(), at);
}

#[tokio::test(start_paused = true)]
async fn no_wait_is_longer_than_a_minute_or_shorter_than_half_of_what_it_may_be() {
    let tries = RefCell::new(Vec::new());
    let end = it::retry(100, Instant::now() + HOUR, async || {
        tries.borrow_mut().push(Instant::now());
        down::<()>()
    });
    assert!(end.await.is_err());
    let mut whole = ms(100);
    for pair in tries.borrow().windows(2) {
        let wait = pair[1] - pair[0];
        assert!(whole / 2 <= wait && wait <= whole, "{wait:?} of {whole:?}");
        whole = (whole * 2).min(Duration::from_secs(60));
    }
    assert_eq!(whole, Duration::from_secs(60));
}

#[tokio::test(start_paused = true)]
async fn an_hour_of_it_takes_no_time() {
    let (start, on_the_wall) = (Instant::now(), std::time::Instant::now());
    assert!(
        it::retry(100, start + HOUR, async || down::<()>())
            .await
            .is_err()
    );
    // The wait that would have led beyond the hour, a minute at most, was left out.
    assert!(start.elapsed() > HOUR - Duration::from_secs(60));
    assert!(start.elapsed() < HOUR);
    assert!(on_the_wall.elapsed() < start.elapsed() / 100);
}

#[tokio::test(start_paused = true)]
async fn a_try_that_hangs_is_given_up_after_exactly_its_limit() {
    let start = Instant::now();
    let tries = RefCell::new(0);
    let end = it::retry(100, start + HOUR, async || {
        *tries.borrow_mut() += 1;
        if *tries.borrow() == 1 {
            pending::<()>().await;
        }
        Ok(start.elapsed())
    });
    // 200 ms for the try, and the first wait.
    assert_eq!(end.await.unwrap(), ms(200 + FIRST));
}

#[tokio::test(start_paused = true)]
async fn a_try_that_hangs_is_given_up_at_the_deadline_if_that_is_sooner() {
    let start = Instant::now();
    let end = it::retry(100, start + ms(150), async || {
        pending::<io::Result<()>>().await
    });
    let error = end.await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    assert_eq!(start.elapsed(), ms(150));
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_ends_at_the_deadline_is_too_long_and_one_that_ends_before_is_not() {
    for (deadline, tries) in [(FIRST, 1), (FIRST + 1, 2)] {
        let start = Instant::now();
        let made = RefCell::new(0);
        let end = it::retry(100, start + ms(deadline), async || {
            *made.borrow_mut() += 1;
            down::<()>()
        });
        assert!(end.await.is_err());
        assert_eq!(*made.borrow(), tries, "deadline of {deadline} ms");
        assert_eq!(start.elapsed(), ms(FIRST * (tries - 1)));
    }
}

#[tokio::test(start_paused = true)]
async fn dropped_in_a_wait_it_tries_no_more() {
    let start = Instant::now();
    let made = RefCell::new(0);
    let endless = it::retry(100, start + HOUR, async || {
        *made.borrow_mut() += 1;
        down::<()>()
    });
    assert!(timeout(Duration::from_secs(60), endless).await.is_err());
    assert_eq!(start.elapsed(), Duration::from_secs(60));
    let made_before = *made.borrow();
    tokio::time::sleep(HOUR).await;
    assert_eq!(*made.borrow(), made_before);
}
