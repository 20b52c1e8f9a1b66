//! What `record --overhead` measures: the ns that an event takes, printed by the plain program and by its copy.

use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

const ROUNDS: u32 = 20_000;

fn nothing() {}

struct Yield(u32);

impl Future for Yield {
    type Output = ();

    fn poll(mut self: std::pin::Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        self.0 -= 1;
        if self.0 == 0 { Poll::Ready(()) } else { Poll::Pending }
    }
}

fn main() {
    let start = Instant::now();
    let mut sum = 0;
    let mut round = 0;
    while round < ROUNDS {
        sum += black_box(round); sum ^= 1; sum += 3; sum ^= 7;
        round += 1;
    }
    black_box(sum);
    // The head and five statements.
    println!("line: {}", start.elapsed().as_nanos() / u128::from(ROUNDS * 6));

    let start = Instant::now();
    (0..ROUNDS).for_each(|_| nothing());
    // A closure and a function, each of which begins and ends, with a line of the closure between.
    println!("begin or end of a call: {}", start.elapsed().as_nanos() / u128::from(ROUNDS * 5));

    let mut yields = pin!(async { Yield(ROUNDS).await });
    let mut context = Context::from_waker(Waker::noop());
    let start = Instant::now();
    std::iter::repeat_with(|| ()).take_while(|()| false).count();
    while yields.as_mut().poll(&mut context).is_pending() {}
    // The head of the loop, and a poll that begins and ends.
    println!("begin or end of a poll: {}", start.elapsed().as_nanos() / u128::from(ROUNDS * 3));
}
