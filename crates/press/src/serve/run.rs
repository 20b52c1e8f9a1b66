//! Runs a listing, or a reader's edit of it, for a page that is open in the browser, and streams what it prints.
//!
//! Running executes code: [`access`](super::access) says who may. A run ends with what it started at its limit of time or
//! output, and when its reader leaves.

use super::Server;
use super::compile::{self, Built};
use super::process::{Ended, Kind, News, watch};
use crate::files::remove_folder;
use anyhow::{Context, Result, bail};
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream::unfold;
use listing::Place;
use observe::cargo;
use serde::Deserialize;
use serde_json::{Value, json};
use std::convert::Infallible;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::process::Command;
use tokio::sync::{Notify, Semaphore, mpsc, watch as latest};

/// How long it may take to compile an edited program.
const COMPILE_LIMIT: Duration = Duration::from_secs(300);
/// How long the last line waits for a reader who takes nothing.
const PATIENCE: Duration = Duration::from_secs(60);
/// Runs at the same time, however many cores there are: each holds a connection of the browser, which has six.
const MOST_RUNS: usize = 4;
/// Lines that are sent in one piece, if they are there.
const TOGETHER: usize = 200;

/// What it takes to run listings.
pub struct Runner {
    root: PathBuf,
    /// Where each run has a folder of its own, as long as it lasts.
    folders: PathBuf,
    /// There may be as many runs at the same time as there are cores, but not more than [`MOST_RUNS`].
    cores: Arc<Semaphore>,
    /// Absent while the listings are being built.
    built: latest::Sender<Option<Arc<Built>>>,
    changed: Notify,
    /// How long a program may run.
    limit: Duration,
}

/// What a page asks for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    program: String,
    model: String,
    /// The reader's edit; absent for the listing as the book shows it.
    source: Option<String>,
}

impl Runner {
    /// For the listings of the book at `root`; each may run for `limit`, and has a folder in `folders` meanwhile.
    pub fn new(root: &Path, folders: &Path, limit: Duration) -> Runner {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Runner {
            root: root.to_owned(),
            folders: folders.to_owned(),
            cores: Arc::new(Semaphore::new(cores.min(MOST_RUNS))),
            built: latest::Sender::new(None),
            changed: Notify::new(),
            limit,
        }
    }

    /// Has the listings built, which takes a while; runs wait for it.
    pub fn listings_changed(&self) {
        self.built.send_replace(None);
        self.changed.notify_one();
    }

    /// Builds the listings whenever they have changed.
    pub async fn keep_listings_built(self: Arc<Runner>) {
        loop {
            self.changed.notified().await;
            let output = Command::from(cargo::command(&self.root))
                .args([
                    "build",
                    "--quiet",
                    "--keep-going",
                    "--bins",
                    "--color=never",
                ])
                .arg("--message-format=json-render-diagnostics")
                .stdin(Stdio::null())
                .kill_on_drop(true)
                .output()
                .await;
            let built = match output {
                Ok(output) => Built::read(&output.stdout, &output.stderr),
                Err(error) => Built::nothing(format!("cargo can't be started: {error}")),
            };
            self.built.send_replace(Some(Arc::new(built)));
        }
    }
}

/// Answers a page that wants a program run: a JSON object a line, as it happens.
///
/// `{"at": ms, "stream": "out"|"err", "text": …}` for each line that the program prints, `{"compiler": …}` for each of
/// the compiler's, `{"note": …}` for what the reader should know, and `{"end": …, "at": ms}` last.
pub async fn run(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
    wanted: Result<Bytes, BytesRejection>,
) -> Response {
    if let Err(words) = server.access.may_run(&headers) {
        return (StatusCode::FORBIDDEN, words).into_response();
    }
    let runner = server.runner.clone();
    let wanted: Wanted = match wanted.map_err(not_read).and_then(read) {
        Ok(wanted) => wanted,
        Err(words) => return words.into_response(),
    };
    if let Err(error) = source_file(&runner.root, &wanted) {
        return (StatusCode::NOT_FOUND, format!("{error}\n")).into_response();
    }
    let Ok(core) = runner.cores.clone().try_acquire_owned() else {
        let words =
            "As many programs are running as may run at the same time: stop one, or wait for it.\n";
        return (StatusCode::TOO_MANY_REQUESTS, words).into_response();
    };
    let (news, told) = mpsc::channel(64);
    tokio::spawn(async move {
        let reader_left = news.clone();
        let last = tokio::select! {
            // Dropping the run kills what it started.
            () = reader_left.closed() => return,
            result = run_wanted(&runner, &wanted, &news) => {
                result.unwrap_or_else(|error| json!({ "end": format!("{error:#}") }))
            }
        };
        // Given back first: a reader who takes nothing holds no core.
        drop(core);
        let _ = news.send_timeout(last, PATIENCE).await;
    });
    let lines = unfold(told, |mut told| async move {
        let mut lines: Vec<Value> = Vec::new();
        let count = told.recv_many(&mut lines, TOGETHER).await;
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        (count > 0).then(|| (Ok::<_, Infallible>(Bytes::from(text)), told))
    });
    (
        [
            (header::CONTENT_TYPE, "application/x-ndjson"),
            (header::CACHE_CONTROL, "no-store"),
        ],
        Body::from_stream(lines),
    )
        .into_response()
}

/// Why a request was not read, for the reader.
fn not_read(error: BytesRejection) -> (StatusCode, String) {
    let status = error.into_response().status();
    let words = match status {
        StatusCode::PAYLOAD_TOO_LARGE => "This program is too long to be run here.\n",
        _ => "This program did not arrive whole.\n",
    };
    (status, words.to_owned())
}

fn read(wanted: Bytes) -> Result<Wanted, (StatusCode, String)> {
    serde_json::from_slice(&wanted).map_err(|error| {
        let words = format!("This asks for no listing: {error}\n");
        (StatusCode::UNPROCESSABLE_ENTITY, words)
    })
}

/// The file of the listing, whose program and model come from outside.
fn source_file(root: &Path, wanted: &Wanted) -> Result<PathBuf> {
    let Wanted { program, model, .. } = wanted;
    let plain = |name: &str, also: char| {
        !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == also)
    };
    let end = if model == "python" { "py" } else { "rs" };
    let file = format!("{}.{end}", model.replace('-', "_"));
    let known = plain(program, '_') && plain(model, '-');
    let place = known.then(|| Place::find(root, program)).flatten();
    place
        .map(|place| root.join(place.folder()).join(file))
        .filter(|file| file.is_file())
        .with_context(|| format!("There is no listing {program}/{model}."))
}

/// Runs it to its end, and returns the last line.
async fn run_wanted(runner: &Runner, wanted: &Wanted, news: &News) -> Result<Value> {
    let folder = Folder::new(&runner.folders)?;
    let Wanted {
        program,
        model,
        source,
    } = wanted;
    let mut command = if model == "python" {
        let file = match source {
            Some(source) => folder.write("python.py", source)?,
            None => source_file(&runner.root, wanted)?,
        };
        let mut command = Command::new("python3");
        command.arg(file);
        command
    } else {
        let built = built(runner, news).await?;
        match source {
            Some(source) => {
                let package = folder.path().join("package");
                let names = (program.as_str(), model.as_str());
                let compiler = compile::compiler(&runner.root, &package, names, source, &built)?;
                let kind = Kind::Compiler;
                let ended =
                    watch(compiler.into(), folder.path(), COMPILE_LIMIT, kind, news).await?;
                match ended {
                    Ended::Itself(status, _, said) if status.success() => {
                        Command::new(compile::binary(&said)?)
                    }
                    Ended::Itself(..) => bail!("it does not compile"),
                    _ => return Ok(ended.line()),
                }
            }
            None => match built.binaries.get(&format!("{program}-{model}")) {
                Some(binary) => Command::new(binary),
                None => bail!("the listing could not be built:\n{}", built.errors),
            },
        }
    };
    cargo::forget_package(command.as_std_mut());
    command.current_dir(folder.path());
    let ended = watch(command, folder.path(), runner.limit, Kind::Program, news).await?;
    Ok(ended.line())
}

/// What the build of the listings left; waits for it.
async fn built(runner: &Runner, news: &News) -> Result<Arc<Built>> {
    let mut built = runner.built.subscribe();
    if built.borrow().is_none() {
        let note = "The listings are still being built; this one starts as soon as they are.";
        let _ = news.send(json!({ "note": note })).await;
    }
    let built = built.wait_for(Option::is_some).await?.clone();
    built.context("the listings are not built")
}

/// The folder of one run, gone when this is dropped.
struct Folder(TempDir);

impl Folder {
    fn new(parent: &Path) -> Result<Folder> {
        fs::create_dir_all(parent)?;
        Ok(Folder(TempDir::with_prefix_in("run-", parent)?))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) -> Result<PathBuf> {
        let file = self.path().join(name);
        fs::write(&file, text)?;
        Ok(file)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A process that was just killed may write a file more.
        let until = Instant::now() + Duration::from_secs(1);
        while remove_folder(self.path()).is_err() && self.path().exists() && Instant::now() < until
        {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}
