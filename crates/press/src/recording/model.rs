//! What a recording holds: the run, its threads and frames, what happened and when.

use std::fmt;
use std::str::FromStr;

/// One run of one listing. Times are in µs since the first event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    pub program: String,
    pub model: String,
    /// From the first event to the end of the recorded run.
    pub elapsed: u64,
    /// How long the plain program ran beside it.
    pub plain: u64,
    pub exit: Exit,
    /// Whether the time a thread waited for a core is known; if not, it counts as blocked.
    pub queued: bool,
    pub threads: Vec<Thread>,
    pub frames: Vec<Frame>,
    pub more: Vec<More>,
    pub left_out: Vec<LeftOut>,
    /// What was printed, each text once; [`EventKind::Output`] refers to it.
    pub output: Vec<String>,
    pub events: Vec<Event>,
}

/// How a recorded run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Code(i32),
    Signal(i32),
    /// The recorder ended it after so many milliseconds, as the listing's manifest says.
    Killed(u64),
}

/// A lane: one OS thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// The thread's own name, where it has one.
    pub name: Option<String>,
    /// The first frame that ran on it.
    pub frame: usize,
}

/// One call of a function or closure, or one future from its first poll to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The frame that started it.
    pub parent: Option<usize>,
    pub kind: Kind,
    pub name: String,
    /// Where it is written in the listing; from 1.
    pub line: usize,
}

/// What a frame is a call of. In the file it is written in small letters.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Fn,
    Closure,
    Future,
}

/// Frames and polls of one place in the source that have no rows of their own, since there were too many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct More {
    pub kind: Kind,
    pub name: String,
    pub line: usize,
    /// Exactly so many frames.
    pub frames: u64,
    /// Polls without rows of their own, of these frames and of others of this place.
    pub polls: u64,
    /// The lines that they ran through in those calls and polls, all together.
    pub lines: u64,
}

/// What could not be instrumented.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The listing's line; 0 where it has none.
    pub line: usize,
    pub what: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// µs since the first event.
    pub at: u64,
    /// Index into [`Recording::threads`].
    pub thread: usize,
    /// Index into [`Recording::frames`].
    pub frame: usize,
    pub what: EventKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventKind {
    /// A stretch begins: the frame is called, or polled.
    Resume,
    /// The frame is at this line; more than once without an event of its own where `count` is above 1.
    Line { line: usize, count: u64 },
    /// It printed `output[text]`.
    Output { text: usize, stream: Stream },
    /// What the thread did since it was last measured, with this frame innermost.
    Measured(Spent),
    /// The stretch ends: the future is not ready, and waits without a thread.
    Pending(Spent),
    /// The frame returned, or was ready.
    End(Spent),
    /// A panic passed through the frame and ended it.
    Unwound(Spent),
    /// The future was dropped before its end: cancelled.
    Dropped,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stream {
    Stdout,
    Stderr,
}

/// What a thread did in a span of time; in µs. In a stretch, all that it called and polled is included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spent {
    pub wall: u64,
    /// Time on a core.
    pub cpu: u64,
    /// Time in which it was ready to run and no core was free.
    pub queued: u64,
}

/// What a thread does while a frame has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    Computing,
    /// Ready to run, but no core was free.
    Queued,
    Blocked,
    /// The recording does not hold it.
    Unmeasured,
    /// It was still under way when the program ended, so it was not measured.
    CutOff,
}

impl Spent {
    /// Time in which the thread stood still: neither on a core nor waiting for one.
    pub fn blocked(self) -> u64 {
        self.wall
            .saturating_sub(self.cpu)
            .saturating_sub(self.queued)
    }

    /// A time of `wall` µs in which the thread did only this.
    pub fn of(doing: Doing, wall: u64) -> Spent {
        let (cpu, queued) = match doing {
            Doing::Computing => (wall, 0),
            Doing::Queued => (0, wall),
            Doing::Blocked | Doing::Unmeasured | Doing::CutOff => (0, 0),
        };
        Spent { wall, cpu, queued }
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Spent) -> Spent {
        Spent {
            wall: self.wall + other.wall,
            cpu: self.cpu + other.cpu,
            queued: self.queued + other.queued,
        }
    }

    /// What is left without `part`.
    #[must_use]
    pub fn without(self, part: Spent) -> Spent {
        Spent {
            wall: self.wall.saturating_sub(part.wall),
            cpu: self.cpu.saturating_sub(part.cpu),
            queued: self.queued.saturating_sub(part.queued),
        }
    }

    /// What took more than half of `wall` µs of this time, whichever part of it they were; nothing if that depends on
    /// the part.
    pub fn must_be(self, wall: u64) -> Option<Doing> {
        let each = [
            (Doing::Computing, self.queued + self.blocked()),
            (Doing::Queued, self.cpu + self.blocked()),
            (Doing::Blocked, self.cpu + self.queued),
        ];
        let mut sure = each.into_iter().filter(|(_, others)| 2 * others < wall);
        sure.next().map(|(doing, _)| doing)
    }

    /// What took most of it.
    pub fn mostly(self) -> Doing {
        let (cpu, queued, blocked) = (self.cpu, self.queued, self.blocked());
        if blocked > cpu && blocked > queued {
            Doing::Blocked
        } else if queued > cpu {
            Doing::Queued
        } else {
            Doing::Computing
        }
    }
}

impl Kind {
    /// As it is written in the format: `fn`, `closure` or `future`.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Fn => "fn",
            Kind::Closure => "closure",
            Kind::Future => "future",
        }
    }
}

impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Exit::Code(code) => write!(f, "code {code}"),
            Exit::Signal(signal) => write!(f, "signal {signal}"),
            Exit::Killed(ms) => write!(f, "killed after {ms} ms"),
        }
    }
}

impl FromStr for Exit {
    type Err = ();

    fn from_str(text: &str) -> Result<Exit, ()> {
        let number = |text: &str| text.parse().map_err(|_| ());
        if let Some(code) = text.strip_prefix("code ") {
            return Ok(Exit::Code(number(code)?));
        }
        if let Some(signal) = text.strip_prefix("signal ") {
            return Ok(Exit::Signal(number(signal)?));
        }
        let ms = text
            .strip_prefix("killed after ")
            .and_then(|t| t.strip_suffix(" ms"));
        ms.ok_or(())?.parse().map(Exit::Killed).map_err(|_| ())
    }
}

impl Recording {
    /// What was printed to one stream, in order.
    pub fn printed(&self, stream: Stream) -> String {
        let texts = self.events.iter().filter_map(|e| match e.what {
            EventKind::Output { text, stream: s } if s == stream => {
                Some(self.output[text].as_str())
            }
            _ => None,
        });
        texts.collect()
    }

    /// What a lane is called: the thread's own name, or else that of the first frame that ran on it.
    pub fn lane(&self, thread: usize) -> String {
        let Thread { name, frame } = &self.threads[thread];
        match name {
            Some(name) => name.clone(),
            None => self.frames[*frame].name.clone(),
        }
    }
}
