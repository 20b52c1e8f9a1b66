//! The file of a recording: JSON with one row per line, as `crates/trace/FORMAT.md` describes it.
//!
//! The types of this module have the shape of the file; serde reads and writes them. [`Recording`] is what they mean: times
//! are counted from the start, and every index is within bounds.

use super::{Event, EventKind, Exit, Frame, Kind, LeftOut, More, Recording, Spent, Stream, Thread};
use serde::{Deserialize, Serialize};
use serde_json::ser::{Formatter, Serializer};
use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::str::FromStr;

/// The version of the format that this press reads and writes.
pub const VERSION: u64 = 1;

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

/// The whole file.
#[derive(Serialize, Deserialize)]
struct File {
    version: u64,
    program: String,
    model: String,
    elapsed_us: u64,
    plain_us: u64,
    exit: String,
    queued: bool,
    threads: Vec<ThreadRow>,
    frames: Vec<FrameRow>,
    more: Vec<MoreRow>,
    left_out: Vec<LeftOutRow>,
    output: Vec<String>,
    events: Vec<EventRow>,
}

/// The one field that files of all versions have.
#[derive(Deserialize)]
struct OnlyVersion {
    version: u64,
}

/// Name, first frame.
type ThreadRow = (Option<String>, usize);

/// Parent, or [`NO_PARENT`]; kind; name; line.
type FrameRow = (i64, Kind, String, usize);

const NO_PARENT: i64 = -1;

/// Kind, name, line; how many frames, polls, lines.
type MoreRow = (Kind, String, usize, u64, u64, u64);

/// Line, what.
type LeftOutRow = (usize, String);

/// Time since the row before, thread, what happened, frame, and up to three numbers that belong to what happened.
#[derive(Serialize, Deserialize)]
struct EventRow(
    u64,
    usize,
    Letter,
    usize,
    #[serde(default, skip_serializing_if = "Option::is_none")] Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")] Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")] Option<u64>,
);

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Letter {
    #[serde(rename = "r")]
    Resume,
    #[serde(rename = "l")]
    Line,
    #[serde(rename = "o")]
    Output,
    #[serde(rename = "m")]
    Measured,
    #[serde(rename = "w")]
    Pending,
    #[serde(rename = "e")]
    End,
    #[serde(rename = "p")]
    Unwound,
    #[serde(rename = "d")]
    Dropped,
}

impl Recording {
    /// The recording in the file at `path`.
    ///
    /// # Errors
    /// The file can't be read, or holds no recording of this version.
    pub fn load(path: &Path) -> Result<Recording, Unreadable> {
        let bytes = std::fs::read(path).map_err(|e| Unreadable::Missing(e.to_string()))?;
        let text = String::from_utf8(bytes)
            .map_err(|e| Unreadable::Damaged(format!("it is not UTF-8: {e}")))?;
        text.parse()
    }

    /// The recording as it is kept.
    pub fn to_json(&self) -> String {
        let mut json = Vec::new();
        let mut serializer = Serializer::with_formatter(&mut json, RowALine::default());
        let written = File::of(self).serialize(&mut serializer);
        written.expect("numbers and texts are JSON");
        String::from_utf8(json).expect("JSON is UTF-8")
    }
}

impl FromStr for Recording {
    type Err = Unreadable;

    /// The recording that this JSON holds; every index in it is within bounds.
    fn from_str(json: &str) -> Result<Recording, Unreadable> {
        let file: File =
            serde_json::from_str(json).map_err(|error| {
                match serde_json::from_str::<OnlyVersion>(json) {
                    Ok(other) if other.version != VERSION => Unreadable::Version(other.version),
                    _ => Unreadable::Damaged(error.to_string()),
                }
            })?;
        if file.version != VERSION {
            return Err(Unreadable::Version(file.version));
        }
        let recording = file.recording().map_err(Unreadable::Damaged)?;
        within_bounds(&recording).map_err(Unreadable::Damaged)?;
        Ok(recording)
    }
}

impl File {
    fn of(recording: &Recording) -> File {
        let threads = recording.threads.iter();
        let frames = recording.frames.iter().map(|frame| {
            let parent = frame.parent.map_or(NO_PARENT, |parent| parent as i64);
            (parent, frame.kind, frame.name.clone(), frame.line)
        });
        let more = recording.more.iter().map(|more| {
            let (frames, polls, lines) = (more.frames, more.polls, more.lines);
            let name = more.name.clone();
            (more.kind, name, more.line, frames, polls, lines)
        });
        let left_out = recording.left_out.iter();
        let mut before = 0;
        let events = recording.events.iter().map(|event| {
            let since = event.at - before;
            before = event.at;
            EventRow::of(event, since)
        });
        File {
            version: VERSION,
            program: recording.program.clone(),
            model: recording.model.clone(),
            elapsed_us: recording.elapsed,
            plain_us: recording.plain,
            exit: recording.exit.to_string(),
            queued: recording.queued,
            threads: threads.map(|t| (t.name.clone(), t.frame)).collect(),
            frames: frames.collect(),
            more: more.collect(),
            left_out: left_out.map(|l| (l.line, l.what.clone())).collect(),
            output: recording.output.clone(),
            events: events.collect(),
        }
    }

    fn recording(self) -> Result<Recording, String> {
        let exit = self.exit.parse::<Exit>().map_err(|()| {
            let known = "`code N`, `signal N` or `killed after N ms`";
            format!("`exit` is `{}`, and should be {known}", self.exit)
        })?;
        let threads = self.threads.into_iter();
        let frames = self.frames.into_iter().map(|(parent, kind, name, line)| {
            let parent = match parent {
                NO_PARENT => None,
                // Another negative number is beyond all bounds.
                parent => Some(usize::try_from(parent).unwrap_or(usize::MAX)),
            };
            Frame {
                parent,
                kind,
                name,
                line,
            }
        });
        let more = self.more.into_iter();
        let more = more.map(|(kind, name, line, frames, polls, lines)| More {
            kind,
            name,
            line,
            frames,
            polls,
            lines,
        });
        let left_out = self.left_out.into_iter();
        let mut now = 0u64;
        let events = self.events.into_iter().enumerate().map(|(i, row)| {
            now = now.saturating_add(row.0);
            row.event(now)
                .map_err(|why| format!("row {i} of `events`: {why}"))
        });
        Ok(Recording {
            program: self.program,
            model: self.model,
            elapsed: self.elapsed_us,
            plain: self.plain_us,
            exit,
            queued: self.queued,
            threads: threads
                .map(|(name, frame)| Thread { name, frame })
                .collect(),
            frames: frames.collect(),
            more: more.collect(),
            left_out: left_out
                .map(|(line, what)| LeftOut { line, what })
                .collect(),
            output: self.output,
            events: events.collect::<Result<_, _>>()?,
        })
    }
}

impl EventRow {
    /// The row of an event, `since` µs after the row before.
    fn of(event: &Event, since: u64) -> EventRow {
        let times = |letter, spent: Spent| {
            let Spent { wall, cpu, queued } = spent;
            (letter, Some(wall), Some(cpu), Some(queued))
        };
        let (letter, a, b, c) = match event.what {
            EventKind::Resume => (Letter::Resume, None, None, None),
            EventKind::Line { line, count } => {
                let count = (count != 1).then_some(count);
                (Letter::Line, Some(line as u64), count, None)
            }
            EventKind::Output { text, stream } => {
                let stream = match stream {
                    Stream::Stdout => 1,
                    Stream::Stderr => 2,
                };
                (Letter::Output, Some(text as u64), Some(stream), None)
            }
            EventKind::Measured(spent) => times(Letter::Measured, spent),
            EventKind::Pending(spent) => times(Letter::Pending, spent),
            EventKind::End(spent) => times(Letter::End, spent),
            EventKind::Unwound(spent) => times(Letter::Unwound, spent),
            EventKind::Dropped => (Letter::Dropped, None, None, None),
        };
        EventRow(since, event.thread, letter, event.frame, a, b, c)
    }

    /// The event of a row, `at` this time.
    fn event(self, at: u64) -> Result<Event, String> {
        let EventRow(_, thread, letter, frame, a, b, c) = self;
        let lacks = |what: &str| format!("it lacks {what}");
        let times = || match (a, b, c) {
            (Some(wall), Some(cpu), Some(queued)) => Ok(Spent { wall, cpu, queued }),
            _ => Err(lacks("one of its three times")),
        };
        let what = match letter {
            Letter::Resume => EventKind::Resume,
            Letter::Line => EventKind::Line {
                line: a.ok_or_else(|| lacks("its line"))? as usize,
                count: b.unwrap_or(1),
            },
            Letter::Output => EventKind::Output {
                text: a.ok_or_else(|| lacks("its text"))? as usize,
                stream: match b {
                    Some(1) => Stream::Stdout,
                    Some(2) => Stream::Stderr,
                    _ => return Err("its stream should be 1 or 2".to_owned()),
                },
            },
            Letter::Measured => EventKind::Measured(times()?),
            Letter::Pending => EventKind::Pending(times()?),
            Letter::End => EventKind::End(times()?),
            Letter::Unwound => EventKind::Unwound(times()?),
            Letter::Dropped => EventKind::Dropped,
        };
        Ok(Event {
            at,
            thread,
            frame,
            what,
        })
    }
}

/// Fails if an index refers to nothing, or if the run ends before its last event.
fn within_bounds(recording: &Recording) -> Result<(), String> {
    let (threads, frames) = (recording.threads.len(), recording.frames.len());
    let check = |list: &str, row: usize, what: &str, index: usize, len: usize| {
        if index < len {
            return Ok(());
        }
        Err(format!(
            "row {row} of `{list}` refers to {what} {index}, and there are only {len}"
        ))
    };
    for (row, thread) in recording.threads.iter().enumerate() {
        check("threads", row, "frame", thread.frame, frames)?;
    }
    for (row, frame) in recording.frames.iter().enumerate() {
        if let Some(parent) = frame.parent {
            check("frames", row, "frame", parent, frames)?;
        }
    }
    for (row, event) in recording.events.iter().enumerate() {
        check("events", row, "thread", event.thread, threads)?;
        check("events", row, "frame", event.frame, frames)?;
        if let EventKind::Output { text, .. } = event.what {
            check("events", row, "text", text, recording.output.len())?;
        }
    }
    match recording.events.last() {
        Some(last) if last.at > recording.elapsed => Err(format!(
            "the run ends after {} µs, and its last event is at {} µs",
            recording.elapsed, last.at
        )),
        _ => Ok(()),
    }
}

/// Lays the file out with a line for each field and a line for each row of a list, so that a diff of two recordings
/// shows rows.
#[derive(Default)]
struct RowALine {
    /// How many objects and lists are open.
    depth: usize,
}

impl RowALine {
    /// Begins the next value, on a line of its own unless it is within a row.
    fn next<W: ?Sized + Write>(&self, writer: &mut W, first: bool) -> io::Result<()> {
        if !first {
            writer.write_all(b",")?;
        }
        if self.depth <= 2 {
            writer.write_all(b"\n")?;
        }
        Ok(())
    }
}

impl Formatter for RowALine {
    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        writer.write_all(b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth -= 1;
        writer.write_all(b"\n}\n")
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.next(writer, first)
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        writer.write_all(b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth -= 1;
        writer.write_all(b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.next(writer, first)
    }
}
