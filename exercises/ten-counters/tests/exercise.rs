//! Ten counters take as long as one counter. First all of them say "one", and then all say "two".

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use std::cell::RefCell;
use std::time::Instant;

#[tokio::test]
async fn ten_counters_wait_together() {
    let log = RefCell::new(Vec::new());
    let start = Instant::now();
    it::ten_counters(&log).await;
    let together = start.elapsed();

    let mut expected = ["one"; 10].to_vec();
    expected.extend(["two"; 10]);
    assert_eq!(log.into_inner(), expected);

    let start = Instant::now();
    for _ in 0..10 {
        tokio::time::sleep(it::WAIT).await;
    }
    assert!(together >= it::WAIT);
    assert!(together < start.elapsed() / 2);
}
