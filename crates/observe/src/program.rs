//! Starting a program, watching it, ending it.

use crate::sample::{EVERY, Sample};
use listing::{Manifest, Place};
use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// Replaces a binary by another: `name=path`. With it, a test shows that a claim can fail.
const REPLACE: &str = "OBSERVE_REPLACE";
/// A file to which the name of each program that is started is appended, a line each.
const STARTED: &str = "OBSERVE_STARTED";

/// A program that can be run, and under which conditions.
#[derive(Debug, Clone)]
pub struct Program {
    name: String,
    path: PathBuf,
    args: Vec<String>,
    env: Vec<(String, String)>,
    folder: Option<PathBuf>,
    limit: Duration,
    kill_after: Option<Duration>,
    interrupt_at: Option<String>,
    most_output: usize,
    cores: Option<usize>,
    dir: Option<PathBuf>,
    place: Option<Place>,
    model: Option<String>,
    manifest: Manifest,
}

/// What a program did.
#[derive(Debug, Clone)]
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
    /// The most threads seen at once. `None` where the system does not tell, or where it ended too soon.
    pub threads: Option<usize>,
    /// What its first thread, the one that runs `main`, had done when it ended. `None` where the system does not tell.
    pub first_thread: Option<ThreadTimes>,
    /// What its threads had done when it was killed; empty where it was not, or where the system does not tell.
    pub at_kill: Vec<ThreadTimes>,
    stdout: String,
    stderr: String,
    pub(crate) dir: Option<PathBuf>,
    pub(crate) place: Option<Place>,
    pub(crate) model: Option<String>,
    pub(crate) manifest: Manifest,
}

/// A line that a program printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// When it was read, from the program's start.
    pub at: Duration,
    pub stream: Stream,
    /// The line without its end.
    pub text: String,
}

/// What one thread had done at one moment, in ns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThreadTimes {
    /// The system's number of the thread.
    pub number: u64,
    /// Time it was on a core so far.
    pub cpu: u64,
    /// Time it waited for a core so far.
    pub queued: u64,
}

/// Where a line was printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    Stdout,
    Stderr,
}

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

impl Program {
    /// The program at `path`, called `name` in messages. It may run for 20 seconds and print 1 MiB.
    pub fn new(name: impl Into<String>, path: impl Into<PathBuf>) -> Program {
        Program {
            name: name.into(),
            path: path.into(),
            args: Vec::new(),
            env: Vec::new(),
            folder: None,
            limit: Duration::from_millis(Manifest::DEFAULT_LIMIT_MS),
            kill_after: None,
            interrupt_at: None,
            most_output: 1 << 20,
            cores: None,
            dir: None,
            place: None,
            model: None,
            manifest: Manifest::default(),
        }
    }

    /// The binary `name` (`<program>-<model>`) of the package in folder `package`, with the limits that its manifest states.
    ///
    /// # Panics
    /// If `package` has no manifest that can be read, or no such program; says what is wrong.
    pub fn listing(package: impl AsRef<Path>, name: &str, path: impl Into<PathBuf>) -> Program {
        let package = package.as_ref();
        let folder = package.file_name().unwrap_or_default().to_string_lossy();
        let (program, model) = name.split_once('-').unwrap_or((name, ""));
        let place = Place::of(&folder, program)
            .unwrap_or_else(|| panic!("{name}: {folder} has no program {program}"));
        let manifest = Manifest::read(package, program, model).unwrap_or_else(|e| panic!("{e}"));
        let mut listing =
            Program::new(name, path).limit(Duration::from_millis(manifest.limit_ms()));
        if let Some(ends) = &manifest.ends {
            listing = listing.kill_after(Duration::from_millis(ends.killed_after_ms));
        }
        listing.dir = Some(match &place.variant {
            None => package.to_owned(),
            Some(variant) => package.join(variant),
        });
        listing.place = Some(place);
        listing.model = Some(model.to_owned());
        listing.manifest = manifest;
        listing
    }

    /// `python.py` of `program` of the package in folder `package`; `None` if there is no `python3`, which it says past
    /// libtest's capture.
    pub fn python(package: impl AsRef<Path>, program: &str) -> Option<Program> {
        let name = format!("{program}-python");
        if Command::new("python3").arg("--version").output().is_err() {
            crate::say(&format!(
                "SKIPPED {name}: there is no python3 on this machine"
            ));
            return None;
        }
        let python = Program::listing(package, &name, "python3");
        let file = python.dir.as_ref().map(|dir| dir.join("python.py"));
        let file = file.unwrap_or_default().display().to_string();
        Some(python.arg(file))
    }

    /// Adds an argument.
    pub fn arg(mut self, arg: impl Into<String>) -> Program {
        self.args.push(arg.into());
        self
    }

    /// Sets an environment variable.
    pub fn env(mut self, name: impl Into<String>, value: impl Into<String>) -> Program {
        self.env.push((name.into(), value.into()));
        self
    }

    /// Runs it in `folder`.
    pub fn folder(mut self, folder: impl Into<PathBuf>) -> Program {
        self.folder = Some(folder.into());
        self
    }

    /// A run that is not over after `limit` is killed and an error.
    pub fn limit(mut self, limit: Duration) -> Program {
        self.limit = limit;
        self
    }

    /// A run that is not over after `time` is killed, and that is how it should end: [`Exit::Killed`].
    pub fn kill_after(mut self, time: Duration) -> Program {
        self.kill_after = Some(time);
        self
    }

    /// Sends it SIGINT, as Ctrl-C does, when it has printed the first line that contains `text`. The program alone
    /// gets it, not its children. Does nothing where there are no such signals.
    pub fn interrupt_at(mut self, text: impl Into<String>) -> Program {
        self.interrupt_at = Some(text.into());
        self
    }

    /// A run that prints more than `bytes` is killed and an error.
    pub fn most_output(mut self, bytes: usize) -> Program {
        self.most_output = bytes;
        self
    }

    /// Runs it on so many of the cores that this process may use, the last ones: the first is busy with the system's own
    /// work more often. Only Linux can hold a program to that: elsewhere it can't be started.
    pub fn cores(mut self, cores: usize) -> Program {
        self.cores = Some(cores);
        self
    }

    /// Runs it to its end.
    ///
    /// # Panics
    /// With a message that says what went wrong, where [`Program::try_run`] has an error.
    #[track_caller]
    pub fn run(&self) -> Run {
        match self.try_run() {
            Ok(run) => run,
            Err(error) => panic!("{error}"),
        }
    }

    /// Runs it to its end, its children too: none of them is left when this returns.
    ///
    /// # Errors
    /// It can't be started, passes its limit, floods, or prints bytes that are not UTF-8.
    pub fn try_run(&self) -> Result<Run, Error> {
        let path = self.replaced();
        let mut command = Command::new(&path);
        command
            .args(&self.args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .env("RUST_BACKTRACE", "0")
            .env("LC_ALL", "C.UTF-8")
            .env("PYTHONUTF8", "1")
            .env("PYTHONUNBUFFERED", "1")
            .env_remove(REPLACE)
            .env_remove(STARTED)
            .envs(self.env.iter().map(|(k, v)| (k, v)));
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        // A group of its own, so that one kill reaches its children too.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);

        let refused = |error| Error::Start {
            name: self.name.clone(),
            path: path.clone(),
            error,
        };
        if let Some(cores) = self.cores {
            hold_to(&mut command, cores).map_err(refused)?;
        }
        let start = Instant::now();
        let child = command.spawn().map_err(refused)?;
        self.watch(child, start)
    }

    fn replaced(&self) -> PathBuf {
        if let Some(file) = std::env::var_os(STARTED) {
            let file = std::fs::OpenOptions::new()
                .create(true)
                .append(true)
                .open(file);
            // In one write: several threads may start programs.
            file.and_then(|mut f| f.write_all(format!("{}\n", self.name).as_bytes()))
                .expect("the file for the names of started programs can be written");
        }
        match std::env::var(REPLACE) {
            Ok(replace) => match replace.split_once('=') {
                Some((name, path)) if name == self.name => path.into(),
                _ => self.path.clone(),
            },
            Err(_) => self.path.clone(),
        }
    }

    fn watch(&self, child: Child, start: Instant) -> Result<Run, Error> {
        let mut watched = Watched { child, over: false };
        let (send, events) = mpsc::channel();
        for (stream, pipe) in watched.pipes() {
            let send = send.clone();
            thread::spawn(move || read_lines(stream, pipe, start, &send));
        }
        drop(send);

        let mut sample = Sample::default();
        let mut printed: Vec<(Stream, Duration, Vec<u8>)> = Vec::new();
        let mut bytes = 0;
        let mut open = true;
        let mut end: Option<(ExitStatus, Duration)> = None;
        let limit = self.kill_after.unwrap_or(self.limit);
        let mut killed = false;
        let mut at_kill = Vec::new();
        let mut interrupt_at = self.interrupt_at.as_deref();
        loop {
            match events.recv_timeout(EVERY) {
                Ok(line) => {
                    bytes += line.2.len();
                    if interrupt_at.is_some_and(|t| String::from_utf8_lossy(&line.2).contains(t)) {
                        interrupt_at = None;
                        watched.interrupt();
                    }
                    printed.push(line);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    open = false;
                    // It may close its streams long before it ends.
                    if end.is_none() {
                        thread::sleep(EVERY);
                    }
                }
            }
            if bytes > self.most_output {
                watched.kill();
                return Err(Error::Flood {
                    name: self.name.clone(),
                    most: self.most_output,
                });
            }
            if end.is_none() {
                let may_have_ended = sample.look(watched.child.id());
                if may_have_ended && let Ok(Some(status)) = watched.child.try_wait() {
                    end = Some((status, start.elapsed()));
                    // A child that outlives it would hold the pipes open.
                    watched.kill();
                    watched.over = true;
                } else if !killed && start.elapsed() >= limit {
                    killed = true;
                    at_kill = crate::sample::thread_times(watched.child.id());
                    watched.kill();
                }
            }
            if let (Some((status, elapsed)), false) = (end, open) {
                let mut run = self.run_of(status, elapsed, killed, sample, printed)?;
                run.at_kill = at_kill;
                if killed && self.kill_after.is_none() {
                    return Err(Error::Limit {
                        name: self.name.clone(),
                        limit,
                        printed: run.stdout + &run.stderr,
                    });
                }
                return Ok(run);
            }
        }
    }

    fn run_of(
        &self,
        status: ExitStatus,
        elapsed: Duration,
        killed: bool,
        sample: Sample,
        printed: Vec<(Stream, Duration, Vec<u8>)>,
    ) -> Result<Run, Error> {
        let mut texts = [Vec::new(), Vec::new()];
        let mut lines = Vec::new();
        for (stream, at, bytes) in printed {
            let line = String::from_utf8_lossy(&bytes);
            lines.push(Line {
                at,
                stream,
                text: line.trim_end_matches(['\n', '\r']).to_owned(),
            });
            texts[usize::from(stream == Stream::Stderr)].extend_from_slice(&bytes);
        }
        let text = |stream, bytes| {
            String::from_utf8(bytes).map_err(|error| Error::NotUtf8 {
                name: self.name.clone(),
                stream,
                at: error.utf8_error().valid_up_to(),
            })
        };
        let [stdout, stderr] = texts;
        let (stdout, stderr) = (text(Stream::Stdout, stdout)?, text(Stream::Stderr, stderr)?);
        #[cfg(unix)]
        let signal = std::os::unix::process::ExitStatusExt::signal(&status);
        #[cfg(not(unix))]
        let signal = None;
        Ok(Run {
            name: self.name.clone(),
            lines,
            elapsed,
            exit: match (killed, signal, status.code()) {
                (true, _, _) => Exit::Killed,
                (_, Some(signal), _) => Exit::Signal(signal),
                (_, _, code) => Exit::Code(code.unwrap_or(-1)),
            },
            peak_memory: sample.peak_memory,
            threads: sample.threads,
            first_thread: sample.first_thread,
            at_kill: Vec::new(),
            stdout,
            stderr,
            dir: self.dir.clone(),
            place: self.place.clone(),
            model: self.model.clone(),
            manifest: self.manifest.clone(),
        })
    }
}

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

    /// Whether it ended by itself with exit code 0.
    pub fn success(&self) -> bool {
        self.exit == Exit::Code(0)
    }

    /// When the `n`th line (from 0) on stdout that contains `text` was read, from the program's start.
    ///
    /// # Panics
    /// Where there is no such line, with what was printed.
    #[track_caller]
    pub fn at(&self, text: &str, n: usize) -> Duration {
        let found = self
            .lines
            .iter()
            .filter(|l| l.stream == Stream::Stdout && l.text.contains(text))
            .nth(n);
        match found {
            Some(line) => line.at,
            None => panic!(
                "{}: no line {n} with `{text}` in:\n{}",
                self.name, self.stdout
            ),
        }
    }
}

/// Lets what `command` starts use the last `cores` cores of this process alone.
#[cfg(target_os = "linux")]
fn hold_to(command: &mut Command, cores: usize) -> std::io::Result<()> {
    use std::os::unix::process::CommandExt;
    const SIZE: usize = size_of::<libc::cpu_set_t>();
    // SAFETY: a set of cores is plain bits, for which zeros are none; the calls read or write only the set they are given,
    // and between fork and exec only a system call is made.
    unsafe {
        let mut all: libc::cpu_set_t = std::mem::zeroed();
        if libc::sched_getaffinity(0, SIZE, &mut all) != 0 {
            return Err(std::io::Error::last_os_error());
        }
        let mut last: libc::cpu_set_t = std::mem::zeroed();
        let own = (0..libc::CPU_SETSIZE as usize)
            .rev()
            .filter(|core| libc::CPU_ISSET(*core, &all));
        for core in own.take(cores) {
            libc::CPU_SET(core, &mut last);
        }
        command.pre_exec(move || match libc::sched_setaffinity(0, SIZE, &last) {
            0 => Ok(()),
            _ => Err(std::io::Error::last_os_error()),
        });
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn hold_to(_command: &mut Command, _cores: usize) -> std::io::Result<()> {
    Err(std::io::Error::other(
        "only Linux can hold a program to some of the cores",
    ))
}

/// A child that does not outlive its watcher, whatever happens.
struct Watched {
    child: Child,
    over: bool,
}

impl Watched {
    fn pipes(&mut self) -> [(Stream, Box<dyn Read + Send>); 2] {
        let stdout = self.child.stdout.take().expect("stdout is piped");
        let stderr = self.child.stderr.take().expect("stderr is piped");
        [
            (Stream::Stdout, Box::new(stdout)),
            (Stream::Stderr, Box::new(stderr)),
        ]
    }

    /// Sends it SIGINT.
    fn interrupt(&mut self) {
        #[cfg(unix)]
        // SAFETY: kill takes no pointers; the child has not been waited for, so the number is still its own.
        unsafe {
            libc::kill(self.child.id() as libc::pid_t, libc::SIGINT);
        }
    }

    /// Kills it and all in its process group.
    fn kill(&mut self) {
        #[cfg(unix)]
        // SAFETY: killpg takes no pointers; the group is the child's own, made at its start.
        unsafe {
            libc::killpg(self.child.id() as libc::pid_t, libc::SIGKILL);
        }
        #[cfg(not(unix))]
        let _ = self.child.kill();
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        // Once it is over its number may be another's.
        if !self.over {
            self.kill();
            let _ = self.child.wait();
        }
    }
}

fn read_lines(
    stream: Stream,
    pipe: Box<dyn Read + Send>,
    start: Instant,
    send: &mpsc::Sender<(Stream, Duration, Vec<u8>)>,
) {
    // No line is longer than this here: a flood without a newline must not fill the memory.
    const LONGEST: u64 = 1 << 16;
    let mut pipe = BufReader::new(pipe);
    loop {
        let mut line = Vec::new();
        match pipe.by_ref().take(LONGEST).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return,
            Ok(_) if send.send((stream, start.elapsed(), line)).is_err() => return,
            Ok(_) => {}
        }
    }
}
