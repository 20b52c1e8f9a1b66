//! Watches a program that runs, to its end or its limit, and ends it with all its children.

use crate::program::Program;
use crate::run::{Error, Exit, Line, Run, Stream, ThreadTimes};
use crate::sample::{EVERY, Sample, thread_times};
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// A line as it was read: from which stream, when, and its bytes with its end.
type Printed = (Stream, Duration, Vec<u8>);

impl Program {
    /// Watches `child`, which was started at `start`, to its end or to a limit.
    pub(crate) fn watch(&self, child: Child, start: Instant) -> Result<Run, Error> {
        let mut watched = Watched::new(child, start);
        let events = watched.lines();
        let limit = self.kill_after.unwrap_or(self.limit);
        let mut interrupt_at = self.interrupt_at.as_deref();
        let mut printed: Vec<Printed> = Vec::new();
        let mut bytes = 0;
        let mut open = true;
        while open || watched.end.is_none() {
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
                    // A program may close its streams long before it ends.
                    if watched.end.is_none() {
                        thread::sleep(EVERY);
                    }
                }
            }
            if bytes > self.most_output {
                return Err(Error::Flood {
                    name: self.name.clone(),
                    most: self.most_output,
                });
            }
            watched.look(limit);
        }
        let run = self.run_of(&mut watched, printed)?;
        if watched.killed && self.kill_after.is_none() {
            return Err(Error::Limit {
                name: self.name.clone(),
                limit,
                printed: run.stdout + &run.stderr,
            });
        }
        Ok(run)
    }

    /// The run of a program that has ended.
    fn run_of(&self, watched: &mut Watched, printed: Vec<Printed>) -> Result<Run, Error> {
        let (status, elapsed) = watched.end.expect("the program has ended");
        let sample = watched.sample;
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
            exit: match (watched.killed, signal, status.code()) {
                (true, _, _) => Exit::Killed,
                (_, Some(signal), _) => Exit::Signal(signal),
                (_, _, code) => Exit::Code(code.unwrap_or(-1)),
            },
            peak_memory: sample.peak_memory,
            threads: sample.threads,
            first_thread: sample.first_thread,
            at_kill: std::mem::take(&mut watched.at_kill),
            stdout,
            stderr,
            dir: self.dir.clone(),
            place: self.place.clone(),
            model: self.model.clone(),
            manifest: self.manifest.clone(),
        })
    }
}

/// Lets what `command` starts use the last `cores` cores of this process alone.
#[cfg(target_os = "linux")]
pub(crate) fn hold_to(command: &mut Command, cores: usize) -> std::io::Result<()> {
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
pub(crate) fn hold_to(_command: &mut Command, _cores: usize) -> std::io::Result<()> {
    Err(std::io::Error::other(
        "only Linux can hold a program to some of the cores",
    ))
}

/// A child that does not outlive its watcher, whatever happens, and what is known of it.
struct Watched {
    child: Child,
    start: Instant,
    sample: Sample,
    /// How it ended, and when. Its number may be another process's from then on.
    end: Option<(ExitStatus, Duration)>,
    /// Whether it was killed at its limit, and what its threads had done then.
    killed: bool,
    at_kill: Vec<ThreadTimes>,
}

impl Watched {
    fn new(child: Child, start: Instant) -> Watched {
        Watched {
            child,
            start,
            sample: Sample::default(),
            end: None,
            killed: false,
            at_kill: Vec::new(),
        }
    }

    /// The lines that it prints, as they are read by a thread for each stream.
    fn lines(&mut self) -> mpsc::Receiver<Printed> {
        let stdout = self.child.stdout.take().expect("stdout is piped");
        let stderr = self.child.stderr.take().expect("stderr is piped");
        let pipes: [(Stream, Box<dyn Read + Send>); 2] = [
            (Stream::Stdout, Box::new(stdout)),
            (Stream::Stderr, Box::new(stderr)),
        ];
        let (send, lines) = mpsc::channel();
        let start = self.start;
        for (stream, pipe) in pipes {
            let send = send.clone();
            thread::spawn(move || read_lines(stream, pipe, start, &send));
        }
        lines
    }

    /// Looks whether it has ended, and kills it if it has not and `limit` is over.
    fn look(&mut self, limit: Duration) {
        if self.end.is_some() {
            return;
        }
        let may_have_ended = self.sample.look(self.child.id());
        if may_have_ended && let Ok(Some(status)) = self.child.try_wait() {
            let elapsed = self.start.elapsed();
            // A child that outlives it would hold the pipes open.
            self.kill();
            self.end = Some((status, elapsed));
        } else if !self.killed && self.start.elapsed() >= limit {
            self.killed = true;
            self.at_kill = thread_times(self.child.id());
            self.kill();
        }
    }

    /// Sends it SIGINT, if it has not ended.
    fn interrupt(&mut self) {
        #[cfg(unix)]
        if self.end.is_none() {
            // SAFETY: kill takes no pointers; the child has not been waited for, so the number is still its own.
            unsafe { libc::kill(self.child.id() as libc::pid_t, libc::SIGINT) };
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
        if self.end.is_none() {
            self.kill();
            let _ = self.child.wait();
        }
    }
}

fn read_lines(
    stream: Stream,
    pipe: Box<dyn Read + Send>,
    start: Instant,
    send: &mpsc::Sender<Printed>,
) {
    // A longer line is read in pieces: a flood without a newline must not fill the memory.
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
