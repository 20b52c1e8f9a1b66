//! A recording as intervals: calls and polls (stretches), and within them what the thread did (spans).

use super::{Doing, Event, EventKind, Kind, Recording, Spent};

/// The recorder measures every piece of a frame's own time that takes this long, in µs. A longer piece without a
/// measurement is one that the recorder missed.
const LONG: u64 = 1_000;

/// One call, or one poll of a future.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    pub frame: usize,
    pub thread: usize,
    /// µs since the first event.
    pub start: u64,
    pub end: u64,
    pub how: StretchEnd,
    /// Of the whole stretch; nothing where the program ended first.
    pub spent: Option<Spent>,
    /// How many stretches of its thread it lies within.
    pub depth: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StretchEnd {
    Pending,
    Ended,
    Unwound,
    /// The program ended while the frame had the thread.
    CutOff,
}

/// A span of one thread in which the innermost frame did one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub thread: usize,
    /// The innermost frame.
    pub frame: usize,
    pub start: u64,
    pub end: u64,
    pub doing: Doing,
    /// Blocked in a call that polls futures and found none ready: in a runtime's `block_on`, which waits for a timer, a
    /// socket or another thread.
    pub asleep: bool,
}

impl Recording {
    /// All calls and polls, in the order of their starts.
    pub fn stretches(&self) -> Vec<Stretch> {
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut open: Vec<Vec<usize>> = vec![Vec::new(); self.threads.len()];
        for event in &self.events {
            let stack = &mut open[event.thread];
            let (how, spent) = match event.what {
                EventKind::Resume => {
                    let depth = stack.len();
                    stack.push(stretches.len());
                    stretches.push(Stretch {
                        frame: event.frame,
                        thread: event.thread,
                        start: event.at,
                        end: self.elapsed,
                        how: StretchEnd::CutOff,
                        spent: None,
                        depth,
                    });
                    continue;
                }
                EventKind::Pending(spent) => (StretchEnd::Pending, spent),
                EventKind::End(spent) => (StretchEnd::Ended, spent),
                EventKind::Unwound(spent) => (StretchEnd::Unwound, spent),
                _ => continue,
            };
            let of_frame = |&i: &usize| stretches[i].frame == event.frame;
            if let Some(place) = stack.iter().rposition(of_frame) {
                let stretch = &mut stretches[stack[place]];
                stretch.end = event.at;
                stretch.how = how;
                stretch.spent = Some(spent);
                stack.truncate(place);
            }
        }
        stretches
    }

    /// What each thread did while a frame had it, in order of thread and time: the spans of one thread
    /// neither overlap nor, while a frame runs, leave gaps.
    ///
    /// A piece of a frame's own time that has no measurement of its own is what the measurement of the whole stretch
    /// proves it to be, and else [`Doing::Unmeasured`].
    pub fn spans(&self) -> Vec<Span> {
        let threads = 0..self.threads.len();
        threads.flat_map(|thread| self.spans_of(thread)).collect()
    }

    fn spans_of(&self, thread: usize) -> Vec<Span> {
        let mut spans = Spans {
            thread,
            all: Vec::new(),
            early: 0,
        };
        // The stretches that have the thread, each started by the one before it.
        let mut stack: Vec<Running> = Vec::new();
        let mut since = 0;
        for event in self.events.iter().filter(|e| e.thread == thread) {
            let measured = match event.what {
                EventKind::Measured(spent) => Some(spent),
                EventKind::Resume
                | EventKind::Pending(_)
                | EventKind::End(_)
                | EventKind::Unwound(_) => None,
                EventKind::Line { .. } => {
                    // The call that polled has returned.
                    let running = stack.iter_mut().rfind(|r| r.frame == event.frame);
                    running.into_iter().for_each(|r| r.polls = false);
                    continue;
                }
                EventKind::Output { .. } | EventKind::Dropped => continue,
            };
            if let Some(running) = stack.last_mut() {
                let wall = measured.map_or(0, |spent| spent.wall);
                let start = event.at.saturating_sub(wall).max(since);
                spans.add(running, since, start, What::Unmeasured);
                if let Some(spent) = measured {
                    let own = What::Measured(spans.on_time(spent));
                    spans.add(running, start, event.at, own);
                    running.known = running.known.and(spent);
                }
            }
            since = event.at;
            if event.what == EventKind::Resume {
                if stack.is_empty() {
                    spans.early = 0;
                }
                stack.push(Running {
                    frame: event.frame,
                    is_future: self.frames[event.frame].kind == Kind::Future,
                    polls: false,
                    first: spans.all.len(),
                    known: Spent::default(),
                });
            } else if measured.is_none() {
                spans.end(&mut stack, event);
            }
        }
        if let Some(running) = stack.last() {
            spans.add(running, since, self.elapsed, What::Is(Doing::CutOff));
        }
        spans.joined()
    }
}

/// A stretch that is under way.
struct Running {
    frame: usize,
    is_future: bool,
    /// It is at a line that polled a future, which was not ready.
    polls: bool,
    /// The index of the first span that can belong to it.
    first: usize,
    /// What is known of it: its measured pieces, and the stretches within it.
    known: Spent,
}

/// What is known of a piece so far.
#[derive(Clone, Copy)]
enum What {
    Unmeasured,
    Measured(Spent),
    Is(Doing),
}

struct Piece {
    frame: usize,
    start: u64,
    end: u64,
    what: What,
    /// Its frame was polling.
    polls: bool,
}

/// The spans of one thread so far.
struct Spans {
    thread: usize,
    all: Vec<Piece>,
    /// µs for which the thread waited for a core, counted before they passed.
    early: u64,
}

impl Spans {
    /// Adds a span. An empty span is left out.
    fn add(&mut self, running: &Running, start: u64, end: u64, what: What) {
        if start < end {
            self.all.push(Piece {
                frame: running.frame,
                start,
                end,
                what,
                polls: running.polls,
            });
        }
    }

    /// What was measured, with time that was counted too early where it belongs.
    ///
    /// A thread may lose its core while its clocks are read. What it then waits is in the reading, and passes after
    /// it: this measurement holds more time than it took, and in the next the thread seems to be blocked.
    fn on_time(&mut self, spent: Spent) -> Spent {
        let all = spent.queued + self.early;
        let queued = all.min(spent.wall.saturating_sub(spent.cpu));
        self.early = all - queued;
        Spent { queued, ..spent }
    }

    /// Counts `queued` µs to measured pieces that seem blocked, from the last one back to the piece `first`. Returns what
    /// is left.
    ///
    /// The wait that a reading at the start of a stretch holds is in no measurement, and only in that of the stretch around.
    fn queued_since(&mut self, first: usize, mut queued: u64) -> u64 {
        for piece in self.all[first..].iter_mut().rev() {
            if let What::Measured(spent) = &mut piece.what {
                let missing = spent.blocked().min(queued);
                spent.queued += missing;
                queued -= missing;
            }
        }
        queued
    }

    /// Ends the innermost stretch of the event's frame. What is known of the whole stretch tells what its pieces without
    /// a measurement were.
    fn end(&mut self, stack: &mut Vec<Running>, event: &Event) {
        let (EventKind::Pending(spent) | EventKind::End(spent) | EventKind::Unwound(spent)) =
            event.what
        else {
            return;
        };
        let Some(place) = stack.iter().rposition(|r| r.frame == event.frame) else {
            return;
        };
        let ended = &stack[place];
        let rest = spent.without(ended.known);
        let rest = self.on_time(rest);
        self.early = self.queued_since(ended.first, self.early);
        self.explain(ended, rest);
        stack.truncate(place);
        if let Some(outer) = stack.last_mut() {
            outer.known = outer.known.and(spent);
            outer.polls |= matches!(event.what, EventKind::Pending(_)) && !outer.is_future;
        }
    }

    /// Finds out what the pieces without a measurement of this stretch were, all of which together took `rest`.
    ///
    /// A long piece is what more than half of it must have been, even if everything else that `rest` holds fell into
    /// it. If that accounts for all long pieces, the short ones are what they mostly were together.
    fn explain(&mut self, stretch: &Running, rest: Spent) {
        let own = |piece: &&mut Piece| {
            piece.frame == stretch.frame && matches!(piece.what, What::Unmeasured)
        };
        let (long, short): (Vec<&mut Piece>, Vec<&mut Piece>) = self.all[stretch.first..]
            .iter_mut()
            .filter(own)
            .partition(|piece| piece.end - piece.start >= LONG);
        let mut left = rest;
        let mut all = true;
        for piece in long {
            let wall = piece.end - piece.start;
            if let Some(doing) = rest.must_be(wall) {
                piece.what = What::Is(doing);
                left = left.without(Spent::of(doing, wall));
            } else {
                piece.what = What::Is(Doing::Unmeasured);
                all = false;
            }
        }
        let together = if all {
            left.mostly()
        } else {
            Doing::Unmeasured
        };
        for piece in short {
            piece.what = What::Is(together);
        }
    }

    /// The spans, with those made into one that continue each other.
    fn joined(self) -> Vec<Span> {
        let mut joined: Vec<Span> = Vec::new();
        for piece in self.all {
            let Piece {
                frame, start, end, ..
            } = piece;
            let doing = match piece.what {
                What::Unmeasured => Doing::Unmeasured,
                What::Measured(spent) => spent.mostly(),
                What::Is(doing) => doing,
            };
            let asleep = piece.polls && doing == Doing::Blocked;
            match joined.last_mut() {
                Some(last)
                    if (last.frame, last.end) == (frame, start)
                        && (last.doing, last.asleep) == (doing, asleep) =>
                {
                    last.end = end;
                }
                _ => joined.push(Span {
                    thread: self.thread,
                    frame,
                    start,
                    end,
                    doing,
                    asleep,
                }),
            }
        }
        joined
    }
}
