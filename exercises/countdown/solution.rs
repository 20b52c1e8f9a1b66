//! A countdown that remembers, between two numbers, which one is next.

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
    Suspended { last: u32 },
    Done,
}

impl Countdown {
    /// A countdown from `from`, which is at least 1, down to 1.
    pub fn new(from: u32) -> Countdown {
        Countdown::Start { from }
    }

    /// Runs to the next number, or to the end.
    pub fn resume(&mut self) -> Step {
        let next = match *self {
            Countdown::Start { from } => from,
            Countdown::Suspended { last } => last - 1,
            Countdown::Done => 0,
        };
        if next == 0 {
            *self = Countdown::Done;
            return Step::Returned;
        }
        *self = Countdown::Suspended { last: next };
        Step::Yielded(next)
    }
}
