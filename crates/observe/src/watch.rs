//! Watches a program that runs, to its end or its limit, and ends it with all its children.

use crate::program::Program;
use crate::run::{Error, Exit, Line, Run, Stream};
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
        let mut watched = Watched { child, over: false };
        let (send, events) = mpsc::channel();
        for (stream, pipe) in watched.pipes() {
            let send = send.clone();
            thread::spawn(move || read_lines(stream, pipe, start, &send));
        }
        drop(send);

        let mut sample = Sample::default();
        let mut printed: Vec<Printed> = Vec::new();
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
                    at_kill = thread_times(watched.child.id());
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
        printed: Vec<Printed>,
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
    send: &mpsc::Sender<Printed>,
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
