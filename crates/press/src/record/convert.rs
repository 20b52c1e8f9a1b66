//! What a run left in its file, as a recording.

use super::instrument::Instrumented;
use crate::recording::{Event, EventKind, Exit, Frame, More, Recording, Spent, Stream, Thread};
use observe::ThreadTimes;
use std::collections::HashMap;
use trace::raw::{Kind, NONE, Slot, Trace};

/// How the recorded copy ended.
pub struct Ending {
    pub exit: Exit,
    /// ns of the system's monotonic clock; when it was killed, where it was.
    pub killed: Option<u64>,
    pub at_kill: Vec<ThreadTimes>,
    /// How long the plain program ran, in µs.
    pub plain: u64,
}

/// The recording of a run; `None` where nothing was noted.
pub fn recording(
    (program, model): (&str, &str),
    copy: &Instrumented,
    trace: &Trace,
    ending: &Ending,
) -> Option<Recording> {
    let first = trace
        .slots
        .iter()
        .find(|(slot, _)| slot.kind != Kind::Thread);
    let start = first?.0.time;
    let last = trace.slots.last()?.0.time;
    let end = ending.killed.unwrap_or(last).max(last);
    let micros = |time: u64| (time.saturating_sub(start)) / 1_000;
    let mut state = Convert::default();
    for (slot, text) in &trace.slots {
        state.slot(slot, text, micros(slot.time), copy);
    }
    if ending.killed.is_some() {
        state.cut_off(&ending.at_kill, micros(end));
    }
    let mut more = Vec::new();
    for (site, counted) in copy.sites.iter().zip(&trace.uncounted) {
        if counted.frames + counted.polls + counted.lines > 0 {
            more.push(More {
                kind: site.kind,
                name: site.name.clone(),
                line: site.line,
                frames: counted.frames,
                polls: counted.polls,
                lines: counted.lines,
            });
        }
    }
    Some(Recording {
        program: program.to_owned(),
        model: model.to_owned(),
        elapsed: micros(end),
        plain: ending.plain,
        exit: ending.exit,
        queued: trace.queued,
        threads: state.threads,
        frames: state.frames,
        more,
        left_out: copy.left_out.clone(),
        output: state.output,
        events: merged(state.events),
    })
}

#[derive(Default)]
struct Convert {
    threads: Vec<Thread>,
    frames: Vec<Frame>,
    output: Vec<String>,
    events: Vec<Event>,
    /// The file's numbers of threads and frames, as those of the recording.
    thread_at: HashMap<u16, usize>,
    frame_at: HashMap<u32, usize>,
    lanes: HashMap<u16, Lane>,
    texts: HashMap<String, usize>,
}

#[derive(Default)]
struct Lane {
    name: Option<String>,
    /// The system's number of the thread.
    number: u64,
    /// The clocks when they were last read.
    last: Clocks,
    /// The stretches that are under way: frame, and the clocks at their start.
    stack: Vec<(usize, Clocks)>,
}

#[derive(Default, Clone, Copy)]
struct Clocks {
    /// µs since the start of the recording.
    at: u64,
    /// ns.
    cpu: u64,
    queued: u64,
}

impl Clocks {
    fn since(self, before: Clocks) -> Spent {
        Spent {
            wall: self.at - before.at,
            cpu: self.cpu.saturating_sub(before.cpu) / 1_000,
            queued: self.queued.saturating_sub(before.queued) / 1_000,
        }
    }
}

impl Convert {
    fn slot(&mut self, slot: &Slot, text: &[u8], at: u64, copy: &Instrumented) {
        let text = || String::from_utf8_lossy(text).into_owned();
        if slot.kind == Kind::Thread {
            let lane = self.lanes.entry(slot.thread).or_default();
            lane.number = slot.x;
            lane.name = Some(text()).filter(|name| !name.is_empty());
            return;
        }
        if slot.kind == Kind::Frame {
            let Some(site) = copy.sites.get(slot.x as usize) else {
                return;
            };
            self.frame_at.insert(slot.frame, self.frames.len());
            self.frames.push(Frame {
                parent: self.frame_at.get(&(slot.y as u32)).copied(),
                kind: site.kind,
                name: site.name.clone(),
                line: site.line,
            });
            return;
        }
        // What is printed outside of every frame belongs to the first.
        let frame = match (slot.frame, slot.kind) {
            (NONE, Kind::Output) => 0,
            (frame, _) => match self.frame_at.get(&frame) {
                Some(frame) => *frame,
                None => return,
            },
        };
        if self.frames.is_empty() {
            return;
        }
        let lane = self.lanes.entry(slot.thread).or_default();
        let threads = &mut self.threads;
        let thread = *self.thread_at.entry(slot.thread).or_insert_with(|| {
            threads.push(Thread {
                name: lane.name.clone(),
                frame,
            });
            threads.len() - 1
        });
        let clocks = Clocks {
            at,
            cpu: slot.x,
            queued: slot.y,
        };
        let ended = |lane: &mut Lane| {
            lane.last = clocks;
            let place = lane.stack.iter().rposition(|(f, _)| *f == frame);
            let began = place.map(|place| {
                let began = lane.stack[place].1;
                lane.stack.truncate(place);
                began
            });
            clocks.since(began.unwrap_or(clocks))
        };
        let what = match slot.kind {
            Kind::Resume => {
                lane.last = clocks;
                lane.stack.push((frame, clocks));
                EventKind::Resume
            }
            Kind::Line => EventKind::Line {
                line: slot.x as usize,
                count: slot.y,
            },
            Kind::Output => {
                let text = text();
                let output = &mut self.output;
                let text = *self.texts.entry(text).or_insert_with_key(|text| {
                    output.push(text.clone());
                    output.len() - 1
                });
                let stream = match slot.a {
                    1 => Stream::Stdout,
                    _ => Stream::Stderr,
                };
                EventKind::Output { text, stream }
            }
            Kind::Measured => {
                let spent = clocks.since(lane.last);
                lane.last = clocks;
                EventKind::Measured(spent)
            }
            Kind::Pending => EventKind::Pending(ended(lane)),
            Kind::End => EventKind::End(ended(lane)),
            Kind::Unwound => EventKind::Unwound(ended(lane)),
            Kind::Dropped => EventKind::Dropped,
            Kind::Thread | Kind::Frame | Kind::Text => return,
        };
        self.events.push(Event {
            at,
            thread,
            frame,
            what,
        });
    }

    /// Measures what the threads that were running did until they were killed.
    fn cut_off(&mut self, times: &[ThreadTimes], at: u64) {
        let mut lanes: Vec<(&u16, &Lane)> = self.lanes.iter().collect();
        lanes.sort_by_key(|(id, _)| **id);
        for (id, lane) in lanes {
            let Some((frame, _)) = lane.stack.last() else {
                continue;
            };
            let Some(times) = times.iter().find(|t| t.number == lane.number) else {
                continue;
            };
            let clocks = Clocks {
                at,
                cpu: times.cpu,
                queued: times.queued,
            };
            self.events.push(Event {
                at,
                thread: self.thread_at[id],
                frame: *frame,
                what: EventKind::Measured(clocks.since(lane.last)),
            });
        }
    }
}

/// The events, with measurements of one frame that follow one another and say the same made into one.
fn merged(events: Vec<Event>) -> Vec<Event> {
    const MERGED: EventKind = EventKind::Measured(Spent {
        wall: 0,
        cpu: 0,
        queued: 0,
    });
    let mut merged: Vec<Event> = Vec::new();
    let mut last_of_thread: HashMap<usize, usize> = HashMap::new();
    for mut event in events {
        if let EventKind::Measured(now) = &mut event.what
            && let Some(&before) = last_of_thread.get(&event.thread)
            && merged[before].frame == event.frame
            && let EventKind::Measured(then) = merged[before].what
            && then.mostly() == now.mostly()
        {
            // The later one tells of both. Events of other threads between them keep their places.
            merged[before].what = MERGED;
            now.wall += then.wall;
            now.cpu += then.cpu;
            now.queued += then.queued;
        }
        // A drop belongs to the future that is dropped. The innermost frame, which is measured, continues around it.
        if event.what != EventKind::Dropped {
            last_of_thread.insert(event.thread, merged.len());
        }
        merged.push(event);
    }
    merged.retain(|event| event.what != MERGED);
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocked(at: u64, thread: usize, wall: u64) -> Event {
        let spent = Spent {
            wall,
            ..Spent::default()
        };
        event(at, thread, EventKind::Measured(spent))
    }

    fn event(at: u64, thread: usize, what: EventKind) -> Event {
        Event {
            at,
            thread,
            frame: 0,
            what,
        }
    }

    #[test]
    fn measurements_around_a_drop_or_another_threads_event_are_made_into_one() {
        let dropped = event(1_500, 0, EventKind::Dropped);
        let elsewhere = event(1_600, 1, EventKind::Resume);
        let events = vec![
            blocked(1_000, 0, 1_000),
            dropped.clone(),
            elsewhere.clone(),
            blocked(2_000, 0, 1_000),
        ];
        assert_eq!(
            merged(events),
            [dropped, elsewhere, blocked(2_000, 0, 2_000)]
        );
    }

    #[test]
    fn measurements_before_and_after_another_line_stay_apart() {
        let line = event(1_500, 0, EventKind::Line { line: 7, count: 1 });
        let events = vec![blocked(1_000, 0, 1_000), line, blocked(2_000, 0, 400)];
        assert_eq!(merged(events.clone()), events);
    }
}
