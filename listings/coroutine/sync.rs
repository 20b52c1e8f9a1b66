//! Two coroutines written by hand, which pass control to each other.

use std::collections::VecDeque;
use std::task::Poll;

/// Says its name three times and suspends after each time.
/// A state is a place to continue from, with the variables that are needed there.
enum Speaker {
    Start { name: &'static str },
    Suspended { name: &'static str, said: u32 },
    Done,
}

impl Speaker {
    /// Runs to the next suspension (`Pending`) or to the end (`Ready`).
    fn resume(&mut self) -> Poll<()> {
        let (name, said) = match *self {
            Speaker::Start { name } => (name, 0),
            Speaker::Suspended { name, said } => (name, said),
            Speaker::Done => panic!("resumed after its end"),
        };
        if said == 3 {
            *self = Speaker::Done;
            return Poll::Ready(());
        }
        let said = said + 1;
        println!("{name} {said}");
        *self = Speaker::Suspended { name, said };
        Poll::Pending
    }
}

fn main() {
    let ann = Speaker::Start { name: "ann" };
    let bob = Speaker::Start { name: "bob" };
    println!("a speaker takes {} bytes", size_of_val(&ann));

    let mut waiting = VecDeque::from([ann, bob]);
    while let Some(mut speaker) = waiting.pop_front() {
        if speaker.resume().is_pending() {
            waiting.push_back(speaker);
        }
    }
}
