//! A recording as intervals: calls and polls (stretches), and within them what the thread did (spans).

use super::{Doing, EventKind, Recording, Spent};

/// One call, or one poll of a future.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    pub frame: usize,
    pub thread: usize,
    /// µs since the first event.
    pub start: u64,
    pub end: u64,
    pub how: StretchEnd,
    /// For the whole stretch; `None` if the program ended first.
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
    /// neither overlap nor, while a frame runs, leave gaps. Spans of under 1 ms count as computing.
    pub fn spans(&self) -> Vec<Span> {
        let threads = 0..self.threads.len();
        threads.flat_map(|thread| self.spans_of(thread)).collect()
    }

    fn spans_of(&self, thread: usize) -> Vec<Span> {
        let mut spans = Spans {
            thread,
            all: Vec::new(),
        };
        // The frames that have the thread, each started by the one before it.
        let mut stack: Vec<usize> = Vec::new();
        let mut since = 0;
        for event in self.events.iter().filter(|e| e.thread == thread) {
            let measured = match event.what {
                EventKind::Measured(spent) => Some(spent),
                EventKind::Resume
                | EventKind::Pending(_)
                | EventKind::End(_)
                | EventKind::Unwound(_) => None,
                EventKind::Line { .. } | EventKind::Output { .. } | EventKind::Dropped => continue,
            };
            if let Some(&frame) = stack.last() {
                let wall = measured.map_or(0, |spent| spent.wall);
                let start = event.at.saturating_sub(wall).max(since);
                spans.add(frame, since, start, Doing::Computing);
                if let Some(spent) = measured {
                    spans.add(frame, start, event.at, spent.mostly());
                }
            }
            since = event.at;
            if event.what == EventKind::Resume {
                stack.push(event.frame);
            } else if measured.is_none()
                && let Some(place) = stack.iter().rposition(|f| *f == event.frame)
            {
                stack.truncate(place);
            }
        }
        if let Some(&frame) = stack.last() {
            spans.add(frame, since, self.elapsed, Doing::Unknown);
        }
        spans.all
    }
}

/// The spans of one thread so far.
struct Spans {
    thread: usize,
    all: Vec<Span>,
}

impl Spans {
    /// Adds a span, or makes the last one longer where the new one continues it. An empty span is left out.
    fn add(&mut self, frame: usize, start: u64, end: u64, doing: Doing) {
        if start >= end {
            return;
        }
        match self.all.last_mut() {
            Some(last) if (last.frame, last.end, last.doing) == (frame, start, doing) => {
                last.end = end;
            }
            _ => self.all.push(Span {
                thread: self.thread,
                frame,
                start,
                end,
                doing,
            }),
        }
    }
}
