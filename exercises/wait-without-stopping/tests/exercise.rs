//! Three fetches on one thread take as long as one.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use tokio::time::Instant;

// The clock of the test is paused: it moves only while all tasks wait, so a busy machine changes nothing.
#[tokio::test(start_paused = true)]
async fn three_fetches_wait_together() {
    let start = Instant::now();
    let answers = tokio::join!(it::fetch("a"), it::fetch("b"), it::fetch("c"));
    let together = start.elapsed();
    let expected = ["a: 200 OK", "b: 200 OK", "c: 200 OK"];
    assert_eq!(<[String; 3]>::from(answers), expected);
    assert_eq!(together, it::WAIT, "each fetch waits with tokio's sleep");
}
