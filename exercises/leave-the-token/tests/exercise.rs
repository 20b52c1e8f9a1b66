//! A bucket at times that the tests choose: no test waits.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use it::Bucket;
use std::time::{Duration, Instant};

const PERIOD: Duration = Duration::from_millis(40);
const PATIENT: Duration = Duration::from_secs(60);
const AT_ONCE: Duration = Duration::ZERO;

/// A bucket of three that has been emptied, and the time of that.
fn empty() -> (Bucket, Instant) {
    let now = Instant::now();
    let mut bucket = Bucket::new(3, PERIOD, now);
    for _ in 0..3 {
        assert_eq!(bucket.take(now, AT_ONCE), Some(AT_ONCE));
    }
    (bucket, now)
}

#[test]
fn those_who_have_patience_are_a_period_apart() {
    let (mut bucket, now) = empty();
    for n in 1..=5 {
        assert_eq!(bucket.take(now, PATIENT), Some(n * PERIOD));
    }
}

#[test]
fn who_has_none_takes_no_token_along() {
    let (mut bucket, now) = empty();
    for _ in 0..100 {
        assert_eq!(bucket.take(now, AT_ONCE), None);
    }
    assert_eq!(bucket.take(now, PATIENT), Some(PERIOD));
}

#[test]
fn patience_that_is_just_enough_is_enough() {
    let (mut bucket, now) = empty();
    let too_little = PERIOD - Duration::from_nanos(1);
    assert_eq!(bucket.take(now, too_little), None);
    assert_eq!(bucket.take(now, PERIOD), Some(PERIOD));
}

#[test]
fn a_bucket_fills_again_while_it_refuses_and_not_above_its_brim() {
    let (mut bucket, now) = empty();
    assert_eq!(bucket.take(now, AT_ONCE), None);
    let later = now + 10 * PERIOD;
    for _ in 0..3 {
        assert_eq!(bucket.take(later, AT_ONCE), Some(AT_ONCE));
    }
    assert_eq!(bucket.take(later, AT_ONCE), None);
}
