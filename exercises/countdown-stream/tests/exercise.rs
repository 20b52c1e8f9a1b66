//! The countdown gives all its numbers, waits before each, and makes no number before it is asked.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use futures::executor::block_on;
use futures::stream::StreamExt;
use std::cell::Cell;
use std::future::ready;
use std::pin::pin;

#[test]
fn it_gives_every_number_and_ends() {
    let numbers: Vec<u32> = block_on(it::countdown(3, || ready(())).collect());
    assert_eq!(numbers, [3, 2, 1]);
}

#[test]
fn it_waits_before_each_number_that_is_asked_for() {
    let waits = Cell::new(0);
    let countdown = it::countdown(3, || {
        waits.set(waits.get() + 1);
        ready(())
    });
    let mut countdown = pin!(countdown);
    assert_eq!(waits.get(), 0, "no number has been asked for yet");
    assert_eq!(block_on(countdown.next()), Some(3));
    assert_eq!(waits.get(), 1);
    assert_eq!(block_on(countdown.next()), Some(2));
    assert_eq!(waits.get(), 2);
}
