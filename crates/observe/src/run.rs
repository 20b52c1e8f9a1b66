//! What a program did, and how it ended.

use listing::{Manifest, Place};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// What a program did.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Run {
    /// The program's name, such as `count-tokio`.
    pub name: String,
    /// Its lines on both streams, in the order in which they were read.
    pub lines: Vec<Line>,
    /// From just before its start to the moment its end was seen.
    pub elapsed: Duration,
    /// How it ended.
    pub exit: Exit,
    /// Bytes resident at the peak, as last seen before its end. `None` where the system does not tell, or where it ended too soon.
    pub peak_memory: Option<u64>,
    /// The highest number of threads seen at one time. `None` if the system does not tell, or if it ended too soon.
    pub threads: Option<usize>,
    /// What its first thread, the one that runs `main`, had done when it ended. `None` where the system does not tell.
    pub first_thread: Option<ThreadTimes>,
    /// What its threads had done when it was killed; empty where it was not, or where the system does not tell.
    pub at_kill: Vec<ThreadTimes>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) dir: Option<PathBuf>,
    pub(crate) place: Option<Place>,
    pub(crate) model: Option<String>,
    pub(crate) manifest: Manifest,
}

/// A line that a program printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// When it was read, from the program's start.
    pub at: Duration,
    pub stream: Stream,
    /// The line without its end.
    pub text: String,
}

/// What one thread had done at one moment, in ns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadTimes {
    /// The system's number of the thread.
    pub number: u64,
    /// Time it was on a core so far.
    pub cpu: u64,
    /// Time it waited for a core so far.
    pub queued: u64,
}

/// Where a line was printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stream {
    Stdout,
    Stderr,
}

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Exit {
    /// By itself, with this code.
    Code(i32),
    /// By a signal that it raised or was sent by another (`abort` raises 6).
    Signal(i32),
    /// Killed here, since it was told to run no longer.
    Killed,
}

impl Exit {
    /// This end as shells and manifests say it: of a signal, the code 128 and the signal's number.
    pub fn as_shells_say(self) -> Exit {
        match self {
            Exit::Signal(signal) => Exit::Code(128 + signal),
            exit => exit,
        }
    }
}

impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Exit::Code(code) => write!(f, "exit code {code}"),
            Exit::Signal(signal) => write!(f, "signal {signal}"),
            Exit::Killed => write!(f, "a kill at its limit"),
        }
    }
}

/// Why there is no [`Run`] to look at.
#[derive(Debug)]
pub enum Error {
    /// It could not be started.
    Start {
        name: String,
        path: PathBuf,
        error: std::io::Error,
    },
    /// It was still running at its limit, and was killed. Holds what it had printed.
    Limit {
        name: String,
        limit: Duration,
        printed: String,
    },
    /// It printed more than this many bytes, and was killed.
    Flood { name: String, most: usize },
    /// It printed bytes that are not UTF-8; this many bytes came before them.
    NotUtf8 {
        name: String,
        stream: Stream,
        at: usize,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Start { name, path, error } => {
                write!(f, "{name}: can't be started: {error} ({})", path.display())
            }
            Error::Limit {
                name,
                limit,
                printed,
            } => {
                write!(
                    f,
                    "{name}: did not end within {} ms and was killed",
                    limit.as_millis()
                )?;
                if printed.is_empty() {
                    write!(f, "; it had printed nothing")
                } else {
                    write!(f, "; it had printed:\n{printed}")
                }
            }
            Error::Flood { name, most } => {
                write!(f, "{name}: printed more than {most} bytes and was killed")
            }
            Error::NotUtf8 { name, stream, at } => {
                write!(
                    f,
                    "{name}: printed bytes on {stream:?} that are not UTF-8, after {at} bytes that are"
                )
            }
        }
    }
}

impl std::error::Error for Error {}

impl Run {
    /// All that it printed on stdout.
    pub fn stdout(&self) -> &str {
        &self.stdout
    }

    /// All that it printed on stderr.
    pub fn stderr(&self) -> &str {
        &self.stderr
    }

    /// Its lines on stdout, in order.
    pub fn out(&self) -> Vec<&str> {
        self.stdout.lines().collect()
    }

    /// How long its first thread was on a core. `None` where the system does not tell.
    pub fn computed(&self) -> Option<Duration> {
        self.first_thread.map(|t| Duration::from_nanos(t.cpu))
    }

    /// How long its first thread waited for something other than a core: what is left of the run however busy the
    /// machine is. `None` where the system does not tell.
    pub fn waited(&self) -> Option<Duration> {
        let busy = self.first_thread.map(|t| t.cpu + t.queued)?;
        Some(self.elapsed.saturating_sub(Duration::from_nanos(busy)))
    }

    /// Whether it ended as its manifest says: by itself with the exit code of the manifest, or 0; or killed.
    ///
    /// # Errors
    /// How it ended, and how it should have.
    pub fn ended_as_its_manifest_says(&self) -> Result<(), String> {
        let expected = match (&self.manifest.ends, self.manifest.exit) {
            (Some(_), _) => Exit::Killed,
            (None, code) => Exit::Code(code.unwrap_or(0)),
        };
        if self.exit.as_shells_say() == expected {
            return Ok(());
        }
        Err(format!(
            "ended with {}, and its manifest says {expected}",
            self.exit
        ))
    }

    /// Whether it ended by itself with exit code 0.
    pub fn success(&self) -> bool {
        self.exit == Exit::Code(0)
    }
}
