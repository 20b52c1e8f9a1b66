//! One OS thread: which frames run on it, each started by the one before, and when its clocks were last read.

use crate::clock::{Reading, Schedstat, now, thread_number};
use crate::raw::{Kind, Map, NONE, Slot};
use crate::{Frame, NO_FRAME, map};
use std::cell::RefCell;
use std::sync::atomic::{AtomicU16, AtomicU32, Ordering};

/// Spans of at least this many ns are measured. A shorter one is part of the code around it.
const LONG: u64 = 1_000_000;

/// Within this many ns of the last reading the clocks are not read again, because that is slow: the thread is assumed
/// to have been computing.
const SOON: u64 = 20_000;

/// How many threads keep the file of their scheduler statistics open.
const KEPT_OPEN: u16 = 64;

/// How a stretch ended.
#[derive(Clone, Copy)]
pub enum Ended {
    Pending,
    Returned,
    Unwound,
}

pub struct Lane {
    map: &'static Map,
    id: u16,
    schedstat: Schedstat,
    last: Reading,
    /// The last real reading of the thread's clocks.
    read: Reading,
    stack: Vec<Running>,
}

/// A call or a poll that has not ended, or a frame that is only the parent of what begins next.
struct Running {
    frame: &'static Frame,
    site: u32,
    role: Role,
    start: Reading,
    /// Lines with events of their own so far.
    lines: u32,
    /// The line noted last, its time, and whether it has an event.
    line: Option<(u32, u64, bool)>,
    /// The time of the last event of a line.
    shown: u64,
    /// Whether the loop was left, so that its head is not noted again.
    left: bool,
    /// Lines without events of their own, and how often.
    counts: Vec<(u32, u64)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Role {
    /// It runs, with events of its own.
    Run,
    /// It runs and is only counted: its place in the source has too many frames.
    Count,
    /// It runs, and this poll is only counted, unless it is the last.
    CountPoll,
    /// It is only a parent.
    StandIn,
}

impl Lane {
    /// Calls `f` with this thread's lane. Does nothing if nothing is recorded, at the end of the thread, and within
    /// another such call.
    pub fn with<T>(f: impl FnOnce(&mut Lane) -> T) -> Option<T> {
        thread_local! {
            static LANE: RefCell<Option<Lane>> = const { RefCell::new(None) };
        }
        let map = map()?;
        let done = LANE.try_with(|lane| {
            let mut lane = lane.try_borrow_mut().ok()?;
            Some(f(lane.get_or_insert_with(|| Lane::new(map))))
        });
        done.ok().flatten()
    }

    fn new(map: &'static Map) -> Lane {
        static NEXT: AtomicU16 = AtomicU16::new(0);
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        let schedstat = Schedstat::new(id < KEPT_OPEN);
        if schedstat.queued().is_some() {
            map.knows_queued();
        }
        let now = Reading::now(&schedstat);
        let lane = Lane {
            map,
            id,
            last: now,
            read: now,
            schedstat,
            stack: Vec::new(),
        };
        let thread = std::thread::current();
        let slot = lane.slot(Kind::Thread, NONE, lane.last.time);
        let slot = Slot {
            x: thread_number(),
            ..slot
        };
        map.write(slot, thread.name().unwrap_or("").as_bytes());
        lane
    }

    fn slot(&self, kind: Kind, frame: u32, time: u64) -> Slot {
        Slot {
            kind,
            a: 0,
            thread: self.id,
            frame,
            time,
            x: 0,
            y: 0,
        }
    }

    /// The clocks now.
    fn clocks(&mut self) -> Reading {
        let time = now();
        let since = time.saturating_sub(self.read.time);
        if since < SOON {
            return Reading {
                time,
                cpu: self.read.cpu + since,
                queued: self.read.queued,
            };
        }
        self.read = Reading::now(&self.schedstat);
        self.read
    }

    fn reading(&self, kind: Kind, frame: u32, reading: Reading) {
        let slot = self.slot(kind, frame, reading.time);
        let slot = Slot {
            x: reading.cpu,
            y: reading.queued,
            ..slot
        };
        self.map.write(slot, &[]);
    }

    /// The innermost frame, or the frame that represents it.
    pub fn top(&self) -> &'static Frame {
        self.stack.last().map_or(&NO_FRAME, |running| running.frame)
    }

    /// A new frame of this site, or nothing if the site has too many.
    pub fn begin(&mut self, site: u32, parent: Option<&'static Frame>) -> Option<&'static Frame> {
        if !self.map.may_begin(self.id, site) {
            return None;
        }
        let parent = match parent {
            Some(parent) if parent.id != NONE => parent,
            _ => self.top(),
        };
        let id = self.map.frame();
        let slot = self.slot(Kind::Frame, id, now());
        let slot = Slot {
            x: u64::from(site),
            y: u64::from(parent.id),
            ..slot
        };
        self.map.write(slot, &[]);
        Some(Box::leak(Box::new(Frame {
            id,
            site,
            polls: AtomicU32::new(0),
        })))
    }

    /// A call begins.
    pub fn resume(&mut self, frame: &'static Frame, site: u32, recorded: bool) {
        self.push(frame, site, if recorded { Role::Run } else { Role::Count });
    }

    /// A poll begins. Without a `frame` it is only counted.
    pub fn poll(
        &mut self,
        frame: Option<&'static Frame>,
        parent: Option<&'static Frame>,
        site: u32,
    ) {
        let Some(frame) = frame else {
            self.map.count(self.id, site, 1);
            let stand_in = match parent {
                Some(parent) if parent.id != NONE => parent,
                _ => self.top(),
            };
            return self.push(stand_in, site, Role::Count);
        };
        let polls = frame.polls.fetch_add(1, Ordering::Relaxed);
        let within = polls < self.map.budget.polls;
        self.push(
            frame,
            site,
            if within { Role::Run } else { Role::CountPoll },
        );
    }

    fn push(&mut self, frame: &'static Frame, site: u32, role: Role) {
        let start = if role == Role::Count {
            Reading::default()
        } else {
            self.settle();
            let start = self.clocks();
            self.measured(start);
            self.last = start;
            start
        };
        if role == Role::Run {
            self.reading(Kind::Resume, frame.id, start);
        }
        self.stack.push(Running {
            frame,
            site,
            role,
            start,
            lines: 0,
            line: None,
            shown: 0,
            left: false,
            counts: Vec::new(),
        });
    }

    /// Notes what the thread did since its clocks were last read, if that is [`LONG`] ago.
    fn measured(&mut self, now: Reading) {
        let Some(running) = self.stack.last() else {
            return;
        };
        if running.role != Role::StandIn
            && running.frame.id != NONE
            && now.time - self.last.time >= LONG
        {
            self.reading(Kind::Measured, running.frame.id, now);
        }
    }

    /// Reads the clocks if the last reading is [`LONG`] ago.
    fn measure(&mut self, time: u64) {
        if !self.stack.is_empty() && time.saturating_sub(self.last.time) >= LONG {
            let now = self.clocks();
            self.measured(now);
            self.last = now;
        }
    }

    /// The running frame is at this line.
    pub fn line(&mut self, line: u32, leaves: bool) {
        let limit = self.map.budget.lines;
        match self.stack.last() {
            Some(running) if running.role == Role::Run => {}
            Some(running) if running.role == Role::StandIn => return,
            Some(running) => {
                self.map.count(self.id, running.site, 2);
                return;
            }
            None => return,
        }
        let time = now();
        self.settle_at(time);
        self.measure(time);
        // The clocks may just have been read, and the line begins after that.
        let time = time.max(self.last.time);
        let Some(running) = self.stack.last_mut() else {
            return;
        };
        running.left = leaves;
        let long = LONG.max((time - running.start.time) / 256);
        let show = running.lines < limit || time - running.shown >= long;
        running.line = Some((line, time, show));
        if show {
            running.lines += 1;
            running.shown = time;
            let frame = running.frame.id;
            self.show_line(frame, line, 1, time);
        } else {
            count(&mut running.counts, line);
        }
    }

    /// The running frame is at the head of its loop again.
    pub fn head(&mut self, line: u32) {
        let left = self.stack.last().is_some_and(|running| running.left);
        if !left {
            self.line(line, false);
        }
    }

    fn show_line(&self, frame: u32, line: u32, count: u64, time: u64) {
        let slot = self.slot(Kind::Line, frame, time);
        let slot = Slot {
            x: u64::from(line),
            y: count,
            ..slot
        };
        self.map.write(slot, &[]);
    }

    /// Gives the last line an event of its own after all if it took long.
    fn settle(&mut self) {
        if let Some(running) = self.stack.last()
            && running.role == Role::Run
            && matches!(running.line, Some((_, _, false)))
        {
            self.settle_at(now());
        }
    }

    fn settle_at(&mut self, time: u64) {
        let Some(running) = self.stack.last_mut() else {
            return;
        };
        if let Some((line, since, false)) = running.line
            && time - since >= LONG.max((time - running.start.time) / 256)
        {
            running.line = Some((line, since, true));
            if let Some((_, n)) = running.counts.iter_mut().find(|(l, _)| *l == line) {
                *n -= 1;
            }
            running.shown = since;
            let frame = running.frame.id;
            self.show_line(frame, line, 1, since);
        }
    }

    /// A text was printed to a stream, 1 or 2, by the running frame.
    pub fn output(&mut self, stream: u8, text: &[u8]) {
        let time = now();
        self.measure(time);
        let frame = self.top().id;
        let slot = self.slot(Kind::Output, frame, now());
        self.map.write(Slot { a: stream, ..slot }, text);
    }

    /// The innermost stretch ends.
    pub fn end(&mut self, how: Ended) {
        self.settle();
        let Some(running) = self.stack.last() else {
            return;
        };
        if running.role == Role::Count {
            self.stack.pop();
            return;
        }
        if running.role == Role::CountPoll && matches!(how, Ended::Pending) {
            self.map.count(self.id, running.site, 1);
            self.stack.pop();
            return;
        }
        let end = self.clocks();
        if let Some(running) = self.stack.last()
            && running.role == Role::CountPoll
        {
            self.reading(Kind::Resume, running.frame.id, running.start);
        }
        self.measured(end);
        self.last = end;
        let Some(running) = self.stack.pop() else {
            return;
        };
        for (line, n) in running.counts.iter().filter(|(_, n)| *n > 0) {
            self.show_line(running.frame.id, *line, *n, end.time);
        }
        let kind = match how {
            Ended::Pending => Kind::Pending,
            Ended::Returned => Kind::End,
            Ended::Unwound => Kind::Unwound,
        };
        self.reading(kind, running.frame.id, end);
    }

    /// A future was dropped before its end.
    pub fn dropped(&mut self, frame: &'static Frame) {
        let slot = self.slot(Kind::Dropped, frame.id, now());
        self.map.write(slot, &[]);
    }

    /// What begins until [`Lane::orphan`] was started by `frame`.
    pub fn adopt(&mut self, frame: &'static Frame) {
        // What the running frame did until now, which can't be known once another frame represents it.
        self.settle();
        self.measure(now());
        let start = self.last;
        self.stack.push(Running {
            frame,
            site: frame.site,
            role: Role::StandIn,
            start,
            lines: 0,
            line: None,
            shown: 0,
            left: false,
            counts: Vec::new(),
        });
    }

    /// Takes back the last [`Lane::adopt`].
    pub fn orphan(&mut self) {
        self.stack.pop();
    }
}

fn count(counts: &mut Vec<(u32, u64)>, line: u32) {
    match counts.iter_mut().find(|(l, _)| *l == line) {
        Some((_, n)) => *n += 1,
        None => counts.push((line, 1)),
    }
}
