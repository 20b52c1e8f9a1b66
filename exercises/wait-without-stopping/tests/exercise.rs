//! Three fetches on one thread take as long as one.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use std::time::Instant;

#[tokio::test]
async fn three_fetches_wait_together() {
    let start = Instant::now();
    let answers = tokio::join!(it::fetch("a"), it::fetch("b"), it::fetch("c"));
    let together = start.elapsed();
    let expected = ["a: 200 OK", "b: 200 OK", "c: 200 OK"];
    assert_eq!(<[String; 3]>::from(answers), expected);

    let start = Instant::now();
    for page in ["a", "b", "c"] {
        it::fetch(page).await;
    }
    assert!(together >= it::WAIT);
    assert!(together < start.elapsed() * 3 / 4);
}
