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
        let mut spans = Vec::new();
        for thread in 0..self.threads.len() {
            let mut stack: Vec<usize> = Vec::new();
            let mut since = 0;
            let push = |spans: &mut Vec<Span>, frame, start, end, doing| {
                if start >= end {
                    return;
                }
                if let Some(last) = spans.last_mut()
                    && (last.thread, last.frame, last.end, last.doing)
                        == (thread, frame, start, doing)
                {
                    last.end = end;
                    return;
                }
                spans.push(Span {
                    thread,
                    frame,
                    start,
                    end,
                    doing,
                });
            };
            for event in self.events.iter().filter(|e| e.thread == thread) {
                let innermost = stack.last().copied();
                let (edge, measured) = match event.what {
                    EventKind::Resume => (true, None),
                    EventKind::Measured(spent) => (true, Some(spent)),
                    EventKind::Pending(_) | EventKind::End(_) | EventKind::Unwound(_) => {
                        (true, None)
                    }
                    _ => (false, None),
                };
                if !edge {
                    continue;
                }
                if let Some(frame) = innermost {
                    match measured {
                        Some(spent) => {
                            let start = event.at.saturating_sub(spent.wall).max(since);
                            push(&mut spans, frame, since, start, Doing::Computing);
                            push(&mut spans, frame, start, event.at, spent.mostly());
                        }
                        None => push(&mut spans, frame, since, event.at, Doing::Computing),
                    }
                }
                since = event.at;
                match event.what {
                    EventKind::Resume => stack.push(event.frame),
                    EventKind::Pending(_) | EventKind::End(_) | EventKind::Unwound(_) => {
                        if let Some(place) = stack.iter().rposition(|f| *f == event.frame) {
                            stack.truncate(place);
                        }
                    }
                    _ => {}
                }
            }
            if let Some(frame) = stack.last() {
                push(&mut spans, *frame, since, self.elapsed, Doing::Unknown);
            }
        }
        spans
    }
}
