//! A countdown that gives out its first number and forgets the rest. Make it give out all numbers, down to 1. It needs
//! one more state.

/// What a call of [`Countdown::resume`] ends with.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// It has suspended, and gives out this number.
    Yielded(u32),
    /// It has returned.
    Returned,
}

/// A countdown, suspended after each number.
pub enum Countdown {
    Start { from: u32 },
    Done,
}

impl Countdown {
    /// A countdown from `from`, which is at least 1, down to 1.
    pub fn new(from: u32) -> Countdown {
        Countdown::Start { from }
    }

    /// Runs to the next number, or to the end.
    pub fn resume(&mut self) -> Step {
        match *self {
            Countdown::Start { from } => {
                *self = Countdown::Done;
                Step::Yielded(from)
            }
            Countdown::Done => Step::Returned,
        }
    }
}
