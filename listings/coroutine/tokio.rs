//! Two coroutines that the compiler wrote and tokio resumes.

use tokio::task::yield_now;

/// Says its name three times and suspends after each.
async fn speak(name: &'static str) {
    for said in 1..=3 {
        println!("{name} {said}");
        yield_now().await;
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // `biased`: asks ann before bob, every time around.
    tokio::join!(biased; speak("ann"), speak("bob"));
}
