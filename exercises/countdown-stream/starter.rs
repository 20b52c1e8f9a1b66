//! A countdown that gives its first number only. Make it give all numbers, down to 1, with a wait before each.

use futures::stream::{self, Stream};

/// The numbers from `from` down to 1. Awaits what `wait` returns before each number.
pub fn countdown<F: Future<Output = ()>>(
    from: u32,
    wait: impl Fn() -> F,
) -> impl Stream<Item = u32> {
    stream::once(async move {
        wait().await;
        from
    })
}
