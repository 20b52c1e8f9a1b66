//! A countdown as a generator.

use async_stream::stream;
use futures::stream::Stream;

/// The numbers from `from` down to 1. Awaits what `wait` returns before each number.
pub fn countdown<F: Future<Output = ()>>(
    from: u32,
    wait: impl Fn() -> F,
) -> impl Stream<Item = u32> {
    stream! {
        for n in (1..=from).rev() {
            wait().await;
            yield n;
        }
    }
}
