//! A program that can be run: under which conditions, and how it is started.

use crate::kept;
use crate::run::{Error, Run};
use crate::watch::hold_to;
use listing::{Manifest, Place};
use std::hash::Hash;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Replaces a binary by another: `name=path`. With it, a test shows that a claim can fail.
const REPLACE: &str = "OBSERVE_REPLACE";
/// A file to which the name of each program that is started is appended, a line each.
const STARTED: &str = "OBSERVE_STARTED";

/// A program that can be run, and under which conditions.
#[derive(Debug, Clone)]
pub struct Program {
    pub(crate) name: String,
    path: PathBuf,
    args: Vec<String>,
    env: Vec<(String, String)>,
    folder: Option<PathBuf>,
    pub(crate) limit: Duration,
    pub(crate) kill_after: Option<Duration>,
    pub(crate) interrupt_at: Option<String>,
    pub(crate) most_output: usize,
    cores: Option<usize>,
    pub(crate) dir: Option<PathBuf>,
    pub(crate) place: Option<Place>,
    pub(crate) model: Option<String>,
    pub(crate) manifest: Manifest,
}

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
        let mut listing = Program::new(name, path).manifest(manifest);
        listing.dir = Some(match &place.variant {
            None => package.to_owned(),
            Some(variant) => package.join(variant),
        });
        listing.place = Some(place);
        listing.model = Some(model.to_owned());
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

    /// Adds arguments.
    pub fn args(mut self, args: impl IntoIterator<Item = impl Into<String>>) -> Program {
        self.args.extend(args.into_iter().map(Into::into));
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

    /// Takes from this manifest how long a run may take, how it should end, and what of its output may vary.
    pub fn manifest(mut self, manifest: Manifest) -> Program {
        self = self.limit(Duration::from_millis(manifest.limit_ms()));
        if let Some(ends) = &manifest.ends {
            self = self.kill_after(Duration::from_millis(ends.killed_after_ms));
        }
        self.manifest = manifest;
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
        started(&self.name);
        match replacement(&self.name) {
            Some(path) => self.run_as(path),
            None => match kept::place(&self.asked()) {
                None => self.run_as(self.path.clone()),
                Some(place) => match place.read() {
                    Some(run) => Ok(run),
                    None => self
                        .run_as(self.path.clone())
                        .inspect(|run| place.write(run)),
                },
            },
        }
    }

    /// What tells one run from another.
    fn asked(&self) -> impl Hash + '_ {
        (
            (&self.name, &self.path, &self.args, &self.env, &self.folder),
            (self.limit, self.kill_after, &self.interrupt_at),
            (self.most_output, self.cores),
        )
    }

    /// Runs the program at `path` as this one.
    fn run_as(&self, path: PathBuf) -> Result<Run, Error> {
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
            .env_remove(kept::KEPT)
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
}

/// Notes for the test of all claims that this test starts the program called `name`.
fn started(name: &str) {
    if let Some(file) = std::env::var_os(STARTED) {
        let file = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(file);
        // In one write: several threads may start programs.
        file.and_then(|mut f| f.write_all(format!("{name}\n").as_bytes()))
            .expect("the file for the names of started programs can be written");
    }
}

/// What runs instead of the program called `name`, if anything.
fn replacement(name: &str) -> Option<PathBuf> {
    let replace = std::env::var(REPLACE).ok()?;
    let (of, path) = replace.split_once('=')?;
    (of == name).then(|| path.into())
}

/// The binary at `path`, for a claim that starts the program called `name` by itself, such as a server that it talks to.
/// `observe::binary!` calls it.
pub fn binary(name: &str, path: &str) -> PathBuf {
    started(name);
    replacement(name).unwrap_or_else(|| path.into())
}

/// Runs these programs at the same time, each to its end; their runs in the same order.
///
/// # Panics
/// As [`Program::run`], for each of them.
#[track_caller]
pub fn run_together<const N: usize>(programs: [Program; N]) -> [Run; N] {
    thread::scope(|scope| {
        let running = programs.map(|program| scope.spawn(move || program.try_run()));
        running.map(|run| {
            let run = run.join().expect("to watch a program never panics");
            run.unwrap_or_else(|error| panic!("{error}"))
        })
    })
}
