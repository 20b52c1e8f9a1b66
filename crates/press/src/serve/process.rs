//! A program that a reader started, with all that it starts: followed to its end or its limit, and then killed.
//!
//! It leads a process group, and one kill ends the group. A child that leaves the group keeps a variable of its
//! environment, by which Linux tells that it belongs to the run. On other systems such a child may outlive the run. So may,
//! everywhere, a child that also changes its environment.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::mpsc;

/// Bytes that a program may print.
const MOST_OUTPUT: usize = 1 << 20;
/// Lines that it may print: one costs its reader much more than its bytes.
const MOST_LINES: usize = 20_000;
/// How long after the end of a program its streams may be silent before they are taken to be held by a child that has left
/// the group.
const SILENCE: Duration = Duration::from_millis(500);
/// The variable by which a process is known to belong to a run; its value is the folder of the run.
const MARK: &str = "PRESS_RUN";

/// Where the lines of a program go, as JSON.
pub type News = mpsc::Sender<Value>;

/// What the lines of a process are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Each line is told with its time and its stream.
    Program,
    /// Each line of stderr is told; stdout is for us.
    Compiler,
}

/// How a program came to its end.
pub enum Ended {
    /// By itself, with what it said to us.
    Itself(ExitStatus, Duration, Vec<u8>),
    Late(Duration),
    /// It printed more than this.
    Flooded(String),
}

impl Ended {
    /// The last line of a run.
    pub fn line(&self) -> Value {
        match self {
            Ended::Itself(status, at, _) => {
                json!({ "end": status.to_string(), "at": at.as_millis() as u64 })
            }
            Ended::Late(limit) => {
                json!({ "end": format!("stopped after {} seconds", limit.as_secs()) })
            }
            Ended::Flooded(most) => {
                json!({ "end": format!("stopped: it printed more than {most}") })
            }
        }
    }
}

/// A process and all that it starts. They are killed when this is dropped.
struct ProcessGroup<'run> {
    child: Child,
    /// The number of the process, and of the group that it leads.
    id: Option<u32>,
    /// Of the run.
    folder: &'run Path,
}

impl ProcessGroup<'_> {
    fn kill(&mut self) {
        let Some(id) = self.id.take() else { return };
        #[cfg(unix)]
        if let Ok(id) = i32::try_from(id) {
            // SAFETY: it sends a signal, to the group that was made for this process.
            unsafe { libc::kill(-id, libc::SIGKILL) };
        }
        let _ = (id, self.child.start_kill());
        kill_all_of(self.folder);
    }
}

impl Drop for ProcessGroup<'_> {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Kills the processes of the run whose folder this is, or of all runs below it.
#[cfg(target_os = "linux")]
pub fn kill_all_of(folder: &Path) {
    use std::os::unix::ffi::OsStrExt;
    let mark = [MARK.as_bytes(), b"=", folder.as_os_str().as_bytes()].concat();
    let is_marked = |variable: &[u8]| {
        let rest = variable.strip_prefix(mark.as_slice());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
    };
    // One that is killed may have started another meanwhile.
    for _ in 0..20 {
        let mut killed = false;
        for entry in Path::new("/proc")
            .read_dir()
            .into_iter()
            .flatten()
            .flatten()
        {
            let id = entry
                .file_name()
                .to_str()
                .and_then(|name| name.parse().ok());
            let (Some(id), Ok(environment)) = (id, std::fs::read(entry.path().join("environ")))
            else {
                continue;
            };
            if environment.split(|byte| *byte == 0).any(is_marked) {
                // SAFETY: it sends a signal, to a process that a run has started.
                killed |= unsafe { libc::kill(id, libc::SIGKILL) } == 0;
            }
        }
        if !killed {
            return;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[cfg(not(target_os = "linux"))]
pub fn kill_all_of(_folder: &Path) {}

/// Runs `command`, of the run with this `folder`, to its end or to a limit of time or output, and tells what it prints.
/// Dropped, it kills the program.
///
/// # Errors
/// The program can't be started.
pub async fn watch(
    command: Command,
    folder: &Path,
    limit: Duration,
    kind: Kind,
    news: &News,
) -> Result<Ended> {
    // The limit also applies while the browser is not reading.
    let ended = tokio::time::timeout(limit, follow(command, folder, kind, news)).await;
    ended.unwrap_or(Ok(Ended::Late(limit)))
}

async fn follow(command: Command, folder: &Path, kind: Kind, news: &News) -> Result<Ended> {
    let start = Instant::now();
    let (mut group, mut lines) = spawn(command, folder, start)?;
    let (mut bytes, mut count, mut ended) = (0, 0, None);
    let mut said = Vec::new();
    loop {
        let line = tokio::select! {
            line = lines.recv() => line,
            status = group.child.wait(), if ended.is_none() => {
                ended = Some((status?, start.elapsed()));
                // A child that outlives it would hold the pipes open.
                group.kill();
                continue;
            }
            () = tokio::time::sleep(SILENCE), if ended.is_some() => None,
        };
        let Some((stream, at, line)) = line else {
            break;
        };
        bytes += line.len();
        count += 1;
        if bytes > MOST_OUTPUT {
            return Ok(Ended::Flooded(format!("{MOST_OUTPUT} bytes")));
        }
        if count > MOST_LINES {
            return Ok(Ended::Flooded(format!("{MOST_LINES} lines")));
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end_matches(['\n', '\r']);
        let line = match (kind, stream) {
            (Kind::Compiler, "out") => {
                said.extend(line);
                continue;
            }
            (Kind::Compiler, _) => json!({ "compiler": text }),
            (Kind::Program, _) => {
                json!({ "at": at.as_millis() as u64, "stream": stream, "text": text })
            }
        };
        let _ = news.send(line).await;
    }
    let (status, at) = match ended {
        Some(ended) => ended,
        // It may close its streams long before it ends.
        None => {
            let status = group.child.wait().await?;
            group.kill();
            (status, start.elapsed())
        }
    };
    Ok(Ended::Itself(status, at, said))
}

/// A line of a stream, with the time since the start.
type Line = (&'static str, Duration, Vec<u8>);

fn spawn<'run>(
    mut command: Command,
    folder: &'run Path,
    start: Instant,
) -> Result<(ProcessGroup<'run>, mpsc::Receiver<Line>)> {
    command
        .env(MARK, folder)
        .env("RUST_BACKTRACE", "0")
        .env("LC_ALL", "C.UTF-8")
        .env("PYTHONUTF8", "1")
        .env("PYTHONUNBUFFERED", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    #[cfg(unix)]
    command.process_group(0);
    #[cfg(target_os = "linux")]
    // SAFETY: after the fork it makes one system call, which has the system kill the program when the server has ended.
    unsafe {
        command.pre_exec(|| {
            libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
            Ok(())
        });
    }
    let name = command.as_std().get_program().to_owned();
    let cannot_start = || format!("{} can't be started", name.display());
    let mut child = command.spawn().with_context(cannot_start)?;
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let id = child.id();
    let group = ProcessGroup { child, id, folder };
    let (send, lines) = mpsc::channel(64);
    for (stream, pipe) in [("out", out.map(boxed)), ("err", err.map(boxed))] {
        if let Some(pipe) = pipe {
            tokio::spawn(read_lines(stream, pipe, start, send.clone()));
        }
    }
    Ok((group, lines))
}

type Pipe = Box<dyn AsyncRead + Send + Unpin>;

fn boxed(pipe: impl AsyncRead + Send + Unpin + 'static) -> Pipe {
    Box::new(pipe)
}

async fn read_lines(stream: &'static str, pipe: Pipe, start: Instant, send: mpsc::Sender<Line>) {
    // One byte more than a program may print: a line without an end is a flood too.
    let mut pipe = BufReader::new(pipe).take(MOST_OUTPUT as u64 + 1);
    loop {
        let mut line = Vec::new();
        match pipe.read_until(b'\n', &mut line).await {
            Ok(1..) if send.send((stream, start.elapsed(), line)).await.is_ok() => {}
            _ => return,
        }
    }
}
