//! A recording: one run of one listing, as it is kept in `recorded/<model>.json`.
//!
//! `crates/trace/FORMAT.md` gives the meaning and the unit of every field. What is drawn of an execution,
//! timeline and replay, is drawn from these types and nothing else.

pub mod waits;

use serde_json::{Value, json};
use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// The version of the format that this press reads and writes.
pub const VERSION: u64 = 1;

/// What kept recordings may take, in bytes.
pub const SIZE_LIMIT: usize = 200_000;

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
    /// What was printed, each text once; [`What::Output`] refers to it.
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    pub what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
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

impl Spent {
    /// Time in which the thread stood still: neither on a core nor waiting for one.
    pub fn blocked(self) -> u64 {
        self.wall.saturating_sub(self.cpu + self.queued)
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

/// What a thread does while a frame has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    Computing,
    /// Ready to run, but no core was free.
    Queued,
    Blocked,
    /// Not measured: the program ended first.
    Unknown,
}

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

/// Why a recording can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// There is no such file, or it can't be opened.
    Missing(String),
    /// It was written by another version of the recorder.
    Version(u64),
    /// It is damaged; what is wrong, and where.
    Damaged(String),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unreadable::Missing(why) => write!(f, "can't read the recording: {why}"),
            Unreadable::Version(found) => write!(
                f,
                "the recording has version {found} of the format, and this press reads version {VERSION}"
            ),
            Unreadable::Damaged(what) => write!(f, "the recording is damaged: {what}"),
        }
    }
}

impl std::error::Error for Unreadable {}

impl Recording {
    /// The recording in this file.
    pub fn load(path: &Path) -> Result<Recording, Unreadable> {
        let bytes = std::fs::read(path).map_err(|e| Unreadable::Missing(e.to_string()))?;
        let text = String::from_utf8(bytes)
            .map_err(|e| Unreadable::Damaged(format!("it is not UTF-8: {e}")))?;
        text.parse()
    }

    /// The recording as it is kept: JSON with one row a line.
    pub fn to_json(&self) -> String {
        let mut json = String::from("{\n");
        let mut field = |name: &str, value: Value| {
            json.push_str(&format!("\"{name}\":{value},\n"));
        };
        field("version", json!(VERSION));
        field("program", json!(self.program));
        field("model", json!(self.model));
        field("elapsed_us", json!(self.elapsed));
        field("plain_us", json!(self.plain));
        field("exit", json!(self.exit.to_string()));
        field("queued", json!(self.queued));
        let mut list = |name: &str, rows: Vec<Value>, after: &str| {
            json.push_str(&format!("\"{name}\":["));
            for (i, row) in rows.iter().enumerate() {
                json.push_str(if i == 0 { "\n" } else { ",\n" });
                json.push_str(&row.to_string());
            }
            json.push_str(after);
        };
        let threads = self.threads.iter().map(|t| json!([t.name, t.frame]));
        list("threads", threads.collect(), "],\n");
        let frames = self.frames.iter().map(|f| {
            let parent = f.parent.map_or(-1, |p| p as i64);
            json!([parent, f.kind.as_str(), f.name, f.line])
        });
        list("frames", frames.collect(), "],\n");
        let more = self.more.iter();
        let more =
            more.map(|m| json!([m.kind.as_str(), m.name, m.line, m.frames, m.polls, m.lines]));
        list("more", more.collect(), "],\n");
        let left_out = self.left_out.iter().map(|l| json!([l.line, l.what]));
        list("left_out", left_out.collect(), "],\n");
        let output = self.output.iter().map(|text| json!(text));
        list("output", output.collect(), "],\n");
        let mut before = 0;
        let events = self.events.iter().map(|event| {
            let dt = event.at - before;
            before = event.at;
            event.row(dt)
        });
        list("events", events.collect(), "]\n}\n");
        json
    }

    /// All calls and polls, in the order of their starts.
    pub fn stretches(&self) -> Vec<Stretch> {
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut open: Vec<Vec<usize>> = vec![Vec::new(); self.threads.len()];
        for event in &self.events {
            let stack = &mut open[event.thread];
            let (how, spent) = match event.what {
                What::Resume => {
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
                What::Pending(spent) => (StretchEnd::Pending, spent),
                What::End(spent) => (StretchEnd::Ended, spent),
                What::Unwound(spent) => (StretchEnd::Unwound, spent),
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
                    What::Resume => (true, None),
                    What::Measured(spent) => (true, Some(spent)),
                    What::Pending(_) | What::End(_) | What::Unwound(_) => (true, None),
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
                    What::Resume => stack.push(event.frame),
                    What::Pending(_) | What::End(_) | What::Unwound(_) => {
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

    /// What was printed to one stream, in order.
    pub fn printed(&self, stream: Stream) -> String {
        let texts = self.events.iter().filter_map(|e| match e.what {
            What::Output { text, stream: s } if s == stream => Some(self.output[text].as_str()),
            _ => None,
        });
        texts.collect()
    }

    /// The recording as Chrome trace JSON, which Perfetto and `chrome://tracing` open: a track a thread,
    /// a slice a stretch, and a mark for each text printed.
    pub fn to_chrome(&self) -> String {
        let mut events = vec![json!({
            "ph": "M", "pid": 1, "name": "process_name",
            "args": { "name": format!("{} {}", self.program, self.model) },
        })];
        for tid in 0..self.threads.len() {
            events.push(json!({
                "ph": "M", "pid": 1, "tid": tid, "name": "thread_name",
                "args": { "name": self.lane(tid) },
            }));
        }
        for stretch in self.stretches() {
            let frame = &self.frames[stretch.frame];
            let mut args =
                json!({ "frame": stretch.frame, "kind": frame.kind.as_str(), "line": frame.line });
            if let Some(spent) = stretch.spent {
                args["cpu_us"] = json!(spent.cpu);
                args["queued_us"] = json!(spent.queued);
                args["blocked_us"] = json!(spent.blocked());
            }
            events.push(json!({
                "ph": "X", "pid": 1, "tid": stretch.thread, "ts": stretch.start,
                "dur": stretch.end - stretch.start, "name": frame.name, "args": args,
            }));
        }
        for event in &self.events {
            if let What::Output { text, .. } = event.what {
                events.push(json!({
                    "ph": "i", "s": "t", "pid": 1, "tid": event.thread, "ts": event.at,
                    "name": self.output[text].trim_end(),
                }));
            }
        }
        let rows: Vec<String> = events.iter().map(Value::to_string).collect();
        format!("{{\"traceEvents\":[\n{}\n]}}\n", rows.join(",\n"))
    }

    /// What a lane is called: the thread's own name, or else that of the first frame that ran on it.
    pub fn lane(&self, thread: usize) -> String {
        let Thread { name, frame } = &self.threads[thread];
        match name {
            Some(name) => name.clone(),
            None => self.frames[*frame].name.clone(),
        }
    }

    /// What is the same in every run of a program that doesn't share out work by luck: the tree of frames,
    /// siblings sorted, with what each printed (numbers masked), whether it ran on its parent's thread, and
    /// how it ended. Repeated polls count as one.
    /// Calls of the functions in `vary` that printed nothing do not count.
    pub fn structure(&self, vary: &[&str]) -> String {
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); self.frames.len()];
        let mut roots = Vec::new();
        for (i, frame) in self.frames.iter().enumerate() {
            match frame.parent {
                Some(parent) => children[parent].push(i),
                None => roots.push(i),
            }
        }
        let silent = self.silent(vary);
        for below in &mut children {
            below.retain(|child| !silent[*child]);
        }
        roots.retain(|root| !silent[*root]);
        let mut thread = vec![None; self.frames.len()];
        let mut lines: Vec<String> = vec![String::new(); self.frames.len()];
        for event in &self.events {
            thread[event.frame].get_or_insert(event.thread);
            let text = &mut lines[event.frame];
            match &event.what {
                What::Output { text: index, .. } => {
                    text.push_str(&format!(" {:?}", masked(&self.output[*index])));
                }
                What::Pending(_) if !text.ends_with(" waits") => text.push_str(" waits"),
                What::End(_) => text.push_str(" ends"),
                What::Unwound(_) => text.push_str(" panics"),
                What::Dropped => text.push_str(" is dropped"),
                _ => {}
            }
        }
        let tree = Tree {
            recording: self,
            children,
            thread,
            lines,
        };
        let mut text: Vec<String> = roots.into_iter().map(|root| tree.text(root, 0)).collect();
        text.sort();
        text.concat()
    }

    /// How many frames of each place there were, and under which: what is the same in every run even of a
    /// program whose threads share out work. Of a place that has more frames than are kept, luck decides which
    /// are kept, and so under which others: there the whole number counts.
    /// Calls of the functions in `vary` that printed nothing do not count.
    pub fn counts(&self, vary: &[&str]) -> String {
        let silent = self.silent(vary);
        let mut counts = std::collections::BTreeMap::<String, u64>::new();
        for more in &self.more {
            if more.frames > 0 && !vary.contains(&more.name.as_str()) {
                counts.insert(format!("{}:{}", more.name, more.line), more.frames);
            }
        }
        let counted = self.frames.iter().zip(silent);
        for (frame, _) in counted.filter(|(_, silent)| !silent) {
            let mut site = format!("{}:{}", frame.name, frame.line);
            if !counts.contains_key(&site) {
                let under = frame.parent.map_or("nothing".into(), |p| {
                    format!("{}:{}", self.frames[p].name, self.frames[p].line)
                });
                site = format!("{site} under {under}");
            }
            *counts.entry(site).or_default() += 1;
        }
        let rows = counts.iter().map(|(site, n)| format!("{site}: {n}\n"));
        rows.collect()
    }

    /// Of each frame, whether it is a call of one of `functions` that printed nothing.
    fn silent(&self, functions: &[&str]) -> Vec<bool> {
        let named = self.frames.iter();
        let mut silent: Vec<bool> = named
            .map(|f| functions.contains(&f.name.as_str()))
            .collect();
        for event in &self.events {
            if matches!(event.what, What::Output { .. }) {
                silent[event.frame] = false;
            }
        }
        silent
    }
}

struct Tree<'a> {
    recording: &'a Recording,
    children: Vec<Vec<usize>>,
    thread: Vec<Option<usize>>,
    lines: Vec<String>,
}

impl Tree<'_> {
    fn text(&self, at: usize, depth: usize) -> String {
        let frame = &self.recording.frames[at];
        let elsewhere = match frame.parent {
            Some(parent) if self.thread[parent] != self.thread[at] => " (on another thread)",
            _ => "",
        };
        let mut text = format!(
            "{}{} {}:{}{elsewhere}:{}\n",
            "  ".repeat(depth),
            frame.kind.as_str(),
            frame.name,
            frame.line,
            self.lines[at],
        );
        let mut below: Vec<String> = self.children[at]
            .iter()
            .map(|child| self.text(*child, depth + 1))
            .collect();
        below.sort();
        text.push_str(&below.concat());
        text
    }
}

/// The text with each run of digits as one `#`.
fn masked(text: &str) -> String {
    let mut masked = String::new();
    for c in text.chars() {
        if !c.is_ascii_digit() {
            masked.push(c);
        } else if !masked.ends_with('#') {
            masked.push('#');
        }
    }
    masked
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

impl Event {
    /// The event as a row, `dt` µs after the row before.
    fn row(&self, dt: u64) -> Value {
        let (t, f) = (self.thread, self.frame);
        let spent = |what, s: &Spent| json!([dt, t, what, f, s.wall, s.cpu, s.queued]);
        match &self.what {
            What::Resume => json!([dt, t, "r", f]),
            What::Line { line, count: 1 } => json!([dt, t, "l", f, line]),
            What::Line { line, count } => json!([dt, t, "l", f, line, count]),
            What::Output { text, stream } => {
                let stream = match stream {
                    Stream::Stdout => 1,
                    Stream::Stderr => 2,
                };
                json!([dt, t, "o", f, text, stream])
            }
            What::Measured(s) => spent("m", s),
            What::Pending(s) => spent("w", s),
            What::End(s) => spent("e", s),
            What::Unwound(s) => spent("p", s),
            What::Dropped => json!([dt, t, "d", f]),
        }
    }

    /// The event in a row, with its time since the row before in `at`.
    fn from_row(row: &Row) -> Result<Event, String> {
        let spent = || -> Result<Spent, String> {
            row.length(7)?;
            Ok(Spent {
                wall: row.number(4)?,
                cpu: row.number(5)?,
                queued: row.number(6)?,
            })
        };
        let what = match row.text(2)? {
            "r" => What::Resume,
            "l" => What::Line {
                line: row.index(4, usize::MAX)?,
                count: if row.0.len() > 5 { row.number(5)? } else { 1 },
            },
            "o" => What::Output {
                text: row.index(4, usize::MAX)?,
                stream: match row.number(5)? {
                    1 => Stream::Stdout,
                    2 => Stream::Stderr,
                    other => return Err(format!("there is no stream {other}")),
                },
            },
            "m" => What::Measured(spent()?),
            "w" => What::Pending(spent()?),
            "e" => What::End(spent()?),
            "p" => What::Unwound(spent()?),
            "d" => What::Dropped,
            other => return Err(format!("there is no event `{other}`")),
        };
        Ok(Event {
            at: row.number(0)?,
            thread: row.index(1, usize::MAX)?,
            frame: row.index(3, usize::MAX)?,
            what,
        })
    }
}

/// One row of a list in the file.
struct Row<'a>(&'a [Value]);

impl Row<'_> {
    fn length(&self, least: usize) -> Result<(), String> {
        if self.0.len() < least {
            return Err(format!("it has {} of {least} values", self.0.len()));
        }
        Ok(())
    }

    fn at(&self, i: usize) -> Result<&Value, String> {
        self.length(i + 1)?;
        Ok(&self.0[i])
    }

    fn number(&self, i: usize) -> Result<u64, String> {
        let value = self.at(i)?;
        value
            .as_u64()
            .ok_or_else(|| format!("value {i} should be a number, and is {value}"))
    }

    /// A number below `len`.
    fn index(&self, i: usize, len: usize) -> Result<usize, String> {
        let number = self.number(i)? as usize;
        if number >= len {
            return Err(format!("value {i} is {number}, and there are only {len}"));
        }
        Ok(number)
    }

    fn text(&self, i: usize) -> Result<&str, String> {
        let value = self.at(i)?;
        value
            .as_str()
            .ok_or_else(|| format!("value {i} should be a text, and is {value}"))
    }

    fn kind(&self, i: usize) -> Result<Kind, String> {
        match self.text(i)? {
            "fn" => Ok(Kind::Fn),
            "closure" => Ok(Kind::Closure),
            "future" => Ok(Kind::Future),
            other => Err(format!("there is no kind `{other}`")),
        }
    }
}

impl FromStr for Recording {
    type Err = Unreadable;

    /// The recording that this JSON holds; every index in it is within bounds.
    fn from_str(json: &str) -> Result<Recording, Unreadable> {
        let damaged = Unreadable::Damaged;
        let value: Value = serde_json::from_str(json).map_err(|e| damaged(e.to_string()))?;
        let get = |name: &str| {
            let value = value.get(name);
            value.ok_or_else(|| damaged(format!("there is no `{name}`")))
        };
        let number = |name: &str| {
            let n = get(name)?.as_u64();
            n.ok_or_else(|| damaged(format!("`{name}` should be a number")))
        };
        let text = |name: &str| {
            let text = get(name)?.as_str();
            text.ok_or_else(|| damaged(format!("`{name}` should be a text")))
        };
        let version = number("version")?;
        if version != VERSION {
            return Err(Unreadable::Version(version));
        }
        let rows = |name: &str| {
            let list = get(name)?.as_array();
            list.ok_or_else(|| damaged(format!("`{name}` should be a list")))
        };
        let frame_count = rows("frames")?.len();
        let mut recording = Recording {
            program: text("program")?.to_owned(),
            model: text("model")?.to_owned(),
            elapsed: number("elapsed_us")?,
            plain: number("plain_us")?,
            exit: text("exit")?
                .parse()
                .map_err(|()| damaged("`exit` says nothing that is known".into()))?,
            queued: get("queued")?.as_bool().unwrap_or(false),
            threads: each(rows("threads")?, "threads", |row| {
                Ok(Thread {
                    name: row.at(0)?.as_str().map(str::to_owned),
                    frame: row.index(1, frame_count)?,
                })
            })?,
            frames: each(rows("frames")?, "frames", |row| {
                Ok(Frame {
                    parent: match row.at(0)?.as_i64() {
                        Some(-1) => None,
                        _ => Some(row.index(0, frame_count)?),
                    },
                    kind: row.kind(1)?,
                    name: row.text(2)?.to_owned(),
                    line: row.index(3, usize::MAX)?,
                })
            })?,
            more: each(rows("more")?, "more", |row| {
                Ok(More {
                    kind: row.kind(0)?,
                    name: row.text(1)?.to_owned(),
                    line: row.index(2, usize::MAX)?,
                    frames: row.number(3)?,
                    polls: row.number(4)?,
                    lines: row.number(5)?,
                })
            })?,
            left_out: each(rows("left_out")?, "left_out", |row| {
                Ok(LeftOut {
                    line: row.index(0, usize::MAX)?,
                    what: row.text(1)?.to_owned(),
                })
            })?,
            output: rows("output")?
                .iter()
                .map(|text| text.as_str().map(str::to_owned))
                .collect::<Option<Vec<String>>>()
                .ok_or_else(|| damaged("`output` should hold texts".into()))?,
            events: each(rows("events")?, "events", Event::from_row)?,
        };
        let mut now = 0;
        for (i, event) in recording.events.iter_mut().enumerate() {
            now = event.at.saturating_add(now);
            event.at = now;
            let text = match event.what {
                What::Output { text, .. } => text,
                _ => 0,
            };
            if event.thread >= recording.threads.len()
                || event.frame >= frame_count
                || (text > 0 && text >= recording.output.len())
            {
                return Err(damaged(format!("row {i} of `events` refers to nothing")));
            }
        }
        Ok(recording)
    }
}

/// The rows of the list `name`, each read by `read`.
fn each<T>(
    rows: &[Value],
    name: &str,
    read: impl Fn(&Row) -> Result<T, String>,
) -> Result<Vec<T>, Unreadable> {
    let wrong = |i: usize, why: String| Unreadable::Damaged(format!("row {i} of `{name}`: {why}"));
    let rows = rows.iter().enumerate().map(|(i, row)| {
        let row = row
            .as_array()
            .ok_or_else(|| wrong(i, "it should be a list".into()))?;
        read(&Row(row)).map_err(|why| wrong(i, why))
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Recording {
        let spent = |wall, cpu, queued| Spent { wall, cpu, queued };
        let event = |at, frame, what| Event {
            at,
            thread: 0,
            frame,
            what,
        };
        Recording {
            program: "nap".into(),
            model: "sync".into(),
            elapsed: 2_500,
            plain: 2_400,
            exit: Exit::Code(0),
            queued: true,
            threads: vec![Thread {
                name: Some("main".into()),
                frame: 0,
            }],
            frames: vec![
                Frame {
                    parent: None,
                    kind: Kind::Fn,
                    name: "main".into(),
                    line: 1,
                },
                Frame {
                    parent: Some(0),
                    kind: Kind::Closure,
                    name: "nap".into(),
                    line: 2,
                },
            ],
            more: vec![More {
                kind: Kind::Fn,
                name: "step".into(),
                line: 9,
                frames: 1_000,
                polls: 0,
                lines: 3_000,
            }],
            left_out: vec![LeftOut {
                line: 4,
                what: "the macro `stream!`".into(),
            }],
            output: vec!["ready\n".into()],
            events: vec![
                event(0, 0, What::Resume),
                event(2, 0, What::Line { line: 2, count: 1 }),
                event(10, 1, What::Resume),
                event(2_010, 1, What::Measured(spent(2_000, 10, 5))),
                event(2_010, 1, What::Line { line: 3, count: 7 }),
                event(2_020, 1, What::End(spent(2_010, 15, 5))),
                event(
                    2_030,
                    0,
                    What::Output {
                        text: 0,
                        stream: Stream::Stdout,
                    },
                ),
                event(2_040, 0, What::End(spent(2_040, 30, 5))),
            ],
        }
    }

    #[test]
    fn what_is_written_is_what_is_read() {
        let json = example().to_json();
        assert_eq!(json.parse::<Recording>(), Ok(example()));
        assert!(json.contains("\n[8,0,\"r\",1],\n"), "{json}");
    }

    #[test]
    fn another_version_is_refused() {
        let json = example()
            .to_json()
            .replacen("\"version\":1", "\"version\":7", 1);
        assert_eq!(json.parse::<Recording>(), Err(Unreadable::Version(7)));
    }

    #[test]
    fn a_damaged_file_says_where() {
        let json = example().to_json();
        let cut = &json[..json.len() / 2];
        assert!(matches!(
            cut.parse::<Recording>(),
            Err(Unreadable::Damaged(_))
        ));
        let lost = json.replacen("[8,0,\"r\",1]", "[8,0,\"r\",9]", 1);
        let error = lost.parse::<Recording>().unwrap_err().to_string();
        assert!(error.contains("row 2 of `events`"), "{error}");
    }

    #[test]
    fn of_a_place_with_frames_that_are_not_kept_the_whole_number_counts_and_not_under_which() {
        let kept = |number: u64, parent| {
            let mut recording = example();
            let step = recording.more.first_mut().expect("there is one");
            step.frames = number;
            let kept = Frame {
                parent,
                kind: step.kind,
                name: step.name.clone(),
                line: step.line,
            };
            recording.frames.push(kept);
            recording.counts(&[])
        };
        assert_eq!(kept(1_000, Some(0)), kept(1_000, Some(1)));
        assert_ne!(kept(1_000, Some(0)), kept(999, Some(0)));
        assert_ne!(kept(0, Some(0)), kept(0, Some(1)));
    }

    #[test]
    fn stretches_nest_and_spans_do_not_overlap() {
        let recording = example();
        let stretches = recording.stretches();
        let of = |s: &Stretch| (s.frame, s.start, s.end, s.depth);
        assert_eq!(
            stretches.iter().map(of).collect::<Vec<_>>(),
            [(0, 0, 2_040, 0), (1, 10, 2_020, 1)]
        );
        let spans = recording.spans();
        let of = |s: &Span| (s.frame, s.start, s.end, s.doing);
        assert_eq!(
            spans.iter().map(of).collect::<Vec<_>>(),
            [
                (0, 0, 10, Doing::Computing),
                (1, 10, 2_010, Doing::Blocked),
                (1, 2_010, 2_020, Doing::Computing),
                (0, 2_020, 2_040, Doing::Computing),
            ]
        );
    }
}
