//! Two coroutines written by the compiler, resumed by hand with nothing but std.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// Suspends the function that awaits it, once.
async fn suspend() {
    let mut suspended = false;
    poll_fn(|_| {
        if suspended {
            return Poll::Ready(());
        }
        suspended = true;
        Poll::Pending
    })
    .await
}

/// Says its name three times and suspends after each.
async fn speak(name: &'static str) {
    for said in 1..=3 {
        println!("{name} {said}");
        suspend().await;
    }
}

fn main() {
    let ann = speak("ann");
    let bob = speak("bob");
    println!("a speaker takes {} bytes", size_of_val(&ann));

    // The loop polls every speaker again, so a waker that does nothing is enough.
    let mut context = Context::from_waker(Waker::noop());
    let speakers: [Pin<Box<dyn Future<Output = ()>>>; 2] = [Box::pin(ann), Box::pin(bob)];
    let mut waiting = VecDeque::from(speakers);
    while let Some(mut speaker) = waiting.pop_front() {
        if speaker.as_mut().poll(&mut context).is_pending() {
            waiting.push_back(speaker);
        }
    }
}
