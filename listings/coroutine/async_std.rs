//! Two coroutines that the compiler wrote and async-std resumes.

use async_std::task::yield_now;
use futures::join;

/// Says its name three times and suspends after each.
async fn speak(name: &'static str) {
    for said in 1..=3 {
        println!("{name} {said}");
        yield_now().await;
    }
}

#[async_std::main]
async fn main() {
    join!(speak("ann"), speak("bob"));
}
