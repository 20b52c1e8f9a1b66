//! Runs a listing, or a reader's edit of it, for a page that is open in the browser, and streams what it prints.
//!
//! Running executes code, so only a page that this server sent can ask for it: it alone knows the token. A run ends
//! with all its children at its limit of time or output, and when its reader leaves.

use anyhow::{Context, Result, bail};
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream::unfold;
use listing::Place;
use observe::cargo;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::{Notify, Semaphore, mpsc, watch};

/// How long it may take to compile an edited program.
const COMPILE_LIMIT: Duration = Duration::from_secs(300);
/// Bytes that a program may print.
const MOST_OUTPUT: usize = 1 << 20;
/// The header by which a page shows that this server sent it.
pub const TOKEN: &str = "x-press-token";

/// What it takes to run listings.
pub struct Runner {
    root: PathBuf,
    /// Where each run has a folder of its own, as long as it lasts.
    folders: PathBuf,
    /// Only the pages that this server sends have it.
    pub token: String,
    /// There may be as many runs at the same time as there are cores.
    cores: Arc<Semaphore>,
    /// Absent while the listings are being built.
    built: watch::Sender<Option<Arc<Built>>>,
    changed: Notify,
    /// How long a program may run.
    limit: Duration,
}

/// What a build of the listings left. A reader's edit is compiled with the very libraries of the listings, so that
/// nothing is built for it but itself.
#[derive(Debug, Default)]
struct Built {
    /// The listings' binaries, by name.
    binaries: BTreeMap<String, PathBuf>,
    /// The libraries, by the name that code says: `async_std`.
    libraries: BTreeMap<String, PathBuf>,
    /// Why something is missing, in the compiler's words; empty where nothing is.
    errors: String,
}

impl Built {
    /// From what cargo says as JSON, and what it prints for people.
    fn read(messages: &[u8], errors: &[u8]) -> Built {
        let messages = cargo::Messages::read(messages);
        let libraries = messages.artifacts.iter().filter_map(|artifact| {
            let of_library = artifact.target.kind.iter().any(|kind| kind == "lib");
            let mut files = artifact.filenames.iter();
            let file = files.find(|file| file.extension().is_some_and(|end| end == "rlib"))?;
            of_library.then(|| (artifact.target.name.clone(), file.clone()))
        });
        Built {
            binaries: messages.executables(),
            libraries: libraries.collect(),
            errors: String::from_utf8_lossy(errors).into_owned(),
        }
    }
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
    /// For the listings of the book at `root`, whose binaries are below `target`; each may run for `limit`.
    ///
    /// # Errors
    /// The system gives no random numbers.
    pub fn new(root: &Path, target: &Path, limit: Duration) -> Result<Runner> {
        let mut random = [0; 16];
        getrandom::fill(&mut random).context("no random token can be made")?;
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Runner {
            root: root.to_owned(),
            folders: target.join("press-run"),
            token: hex::encode(random),
            cores: Arc::new(Semaphore::new(cores)),
            built: watch::Sender::new(None),
            changed: Notify::new(),
            limit,
        })
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
                Err(error) => Built {
                    errors: format!("cargo can't be started: {error}"),
                    ..Built::default()
                },
            };
            self.built.send_replace(Some(Arc::new(built)));
        }
    }
}

/// Answers a page that wants a program run: a JSON object a line, as it happens.
///
/// `{"at": ms, "stream": "out"|"err", "text": …}` for each line that the program prints, `{"compiler": …}` for each of
/// the compiler's, `{"note": …}` for what the reader should know, and `{"end": …, "at": ms}` last.
pub async fn run(State(runner): State<Arc<Runner>>, headers: HeaderMap, wanted: Bytes) -> Response {
    if let Err(words) = may_run(&headers, &runner.token) {
        return (StatusCode::FORBIDDEN, words).into_response();
    }
    let wanted: Wanted = match serde_json::from_slice(&wanted) {
        Ok(wanted) => wanted,
        Err(error) => {
            let words = format!("This asks for no listing: {error}\n");
            return (StatusCode::UNPROCESSABLE_ENTITY, words).into_response();
        }
    };
    if let Err(error) = source_file(&runner.root, &wanted) {
        return (StatusCode::NOT_FOUND, format!("{error}\n")).into_response();
    }
    let Ok(core) = runner.cores.clone().try_acquire_owned() else {
        let words =
            "As many programs are running as this machine has cores: stop one, or wait for it.\n";
        return (StatusCode::TOO_MANY_REQUESTS, words).into_response();
    };
    let (news, told) = mpsc::channel(64);
    tokio::spawn(async move {
        let _core = core;
        let reader_left = news.clone();
        tokio::select! {
            // Dropping the run kills what it started.
            () = reader_left.closed() => {}
            result = run_wanted(&runner, &wanted, &news) => {
                if let Err(error) = result {
                    let _ = news.send(json!({ "end": format!("{error:#}") })).await;
                }
            }
        }
    });
    let lines = unfold(told, |mut told| async move {
        let line: Value = told.recv().await?;
        Some((Ok::<_, Infallible>(Bytes::from(format!("{line}\n"))), told))
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

/// That the request is from a page of this server.
fn may_run(headers: &HeaderMap, token: &str) -> Result<(), &'static str> {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    let host = text(header::HOST).unwrap_or_default();
    if text(header::ORIGIN) != Some(&format!("http://{host}")) {
        return Err("Only a page of this server can run programs.\n");
    }
    if headers.get(TOKEN).and_then(|value| value.to_str().ok()) != Some(token) {
        return Err("This page was sent before the server was started again: load it again.\n");
    }
    Ok(())
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

async fn run_wanted(runner: &Runner, wanted: &Wanted, news: &mpsc::Sender<Value>) -> Result<()> {
    let folder = Folder::new(&runner.folders)?;
    let Wanted {
        program,
        model,
        source,
    } = wanted;
    let command = if model == "python" {
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
                folder.write("main.rs", source)?;
                let mut compiler = Command::new("rustc");
                compiler.args(compile(&runner.root, program, &built)?);
                let ended = runner.watch(compiler, &folder, true, news).await?;
                match ended {
                    Ended::Itself(status, _) if status.success() => {}
                    Ended::Itself(..) => bail!("it does not compile"),
                    _ => return end(ended, news).await,
                }
                Command::new(folder.path().join(PROGRAM))
            }
            None => match built.binaries.get(&format!("{program}-{model}")) {
                Some(binary) => Command::new(binary),
                None => bail!("the listing could not be built:\n{}", built.errors),
            },
        }
    };
    end(runner.watch(command, &folder, false, news).await?, news).await
}

/// What the build of the listings left; waits for it.
async fn built(runner: &Runner, news: &mpsc::Sender<Value>) -> Result<Arc<Built>> {
    let mut built = runner.built.subscribe();
    if built.borrow().is_none() {
        let note = "The listings are still being built; this one starts as soon as they are.";
        let _ = news.send(json!({ "note": note })).await;
    }
    let built = built.wait_for(Option::is_some).await?.clone();
    built.context("the listings are not built")
}

/// The binary of an edited listing, in the folder of its run.
const PROGRAM: &str = if cfg!(windows) {
    "program.exe"
} else {
    "program"
};

/// What rustc is told to compile `main.rs` with the dependencies of `program`, the way that cargo does it.
fn compile(root: &Path, program: &str, built: &Built) -> Result<Vec<String>> {
    let place =
        Place::find(root, program).with_context(|| format!("There is no program {program}."))?;
    let manifest = root.join(place.manifest());
    let manifest: toml::Table = fs::read_to_string(manifest)?.parse()?;
    let mut arguments: Vec<String> = [
        "main.rs",
        "--crate-name=main",
        "--edition=2024",
        "--color=never",
        "-Cdebuginfo=line-tables-only",
        "-o",
        PROGRAM,
    ]
    .map(str::to_owned)
    .to_vec();
    let dependencies = manifest.get("dependencies").and_then(|d| d.as_table());
    for name in dependencies.into_iter().flat_map(toml::Table::keys) {
        let name = name.replace('-', "_");
        let Some(library) = built.libraries.get(&name) else {
            bail!("the crate {name} could not be built:\n{}", built.errors);
        };
        arguments.push(format!("--extern={name}={}", library.display()));
        if let Some(folder) = library.parent() {
            arguments.push(format!("-Ldependency={}", folder.display()));
        }
    }
    Ok(arguments)
}

/// The folder of one run, gone when this is dropped.
struct Folder(TempDir);

impl Folder {
    fn new(parent: &Path) -> Result<Folder> {
        fs::create_dir_all(parent)?;
        Ok(Folder(TempDir::new_in(parent)?))
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
        while fs::remove_dir_all(self.path()).is_err()
            && self.path().exists()
            && Instant::now() < until
        {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// How a program came to its end.
enum Ended {
    Itself(ExitStatus, Duration),
    Late(Duration),
    Flooded,
}

/// A process and all that it starts. They are killed when this is dropped.
struct ProcessGroup {
    child: Child,
    /// The number of the process, and of the group that it leads.
    id: Option<u32>,
}

impl ProcessGroup {
    fn kill(&mut self) {
        #[cfg(unix)]
        if let Some(id) = self.id.and_then(|id| i32::try_from(id).ok()) {
            // SAFETY: it sends a signal, to the group that was made for this process.
            unsafe { libc::kill(-id, libc::SIGKILL) };
        }
        let _ = self.child.start_kill();
        self.id = None;
    }
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Runner {
    /// Runs `command` in `folder` to its end, or to its limit of time or output, and tells what it prints.
    async fn watch(
        &self,
        command: Command,
        folder: &Folder,
        compiler: bool,
        news: &mpsc::Sender<Value>,
    ) -> Result<Ended> {
        let limit = if compiler { COMPILE_LIMIT } else { self.limit };
        // The limit also applies while the browser is not reading. Dropping the future kills the program.
        let ended =
            tokio::time::timeout(limit, follow(command, folder.path(), compiler, news)).await;
        ended.unwrap_or(Ok(Ended::Late(limit)))
    }
}

async fn follow(
    mut command: Command,
    folder: &Path,
    compiler: bool,
    news: &mpsc::Sender<Value>,
) -> Result<Ended> {
    command
        .current_dir(folder)
        .env("RUST_BACKTRACE", "0")
        .env("LC_ALL", "C.UTF-8")
        .env("PYTHONUTF8", "1")
        .env("PYTHONUNBUFFERED", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    #[cfg(unix)]
    command.process_group(0);
    let start = Instant::now();
    let name = command
        .as_std()
        .get_program()
        .to_string_lossy()
        .into_owned();
    let mut child = command
        .spawn()
        .with_context(|| format!("{name} can't be started"))?;
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let id = child.id();
    let mut group = ProcessGroup { child, id };
    let (send, mut lines) = mpsc::channel(64);
    for (stream, pipe) in [("out", out.map(boxed)), ("err", err.map(boxed))] {
        if let Some(pipe) = pipe {
            tokio::spawn(read_lines(stream, pipe, start, send.clone()));
        }
    }
    drop(send);
    let (mut bytes, mut ended) = (0, None);
    loop {
        tokio::select! {
            line = lines.recv() => {
                let Some((stream, at, line)) = line else { break };
                bytes += line.len();
                if bytes > MOST_OUTPUT {
                    return Ok(Ended::Flooded);
                }
                let text = String::from_utf8_lossy(&line);
                let text = text.trim_end_matches(['\n', '\r']);
                let line = if compiler {
                    json!({ "compiler": text })
                } else {
                    json!({ "at": at.as_millis() as u64, "stream": stream, "text": text })
                };
                let _ = news.send(line).await;
            }
            status = group.child.wait(), if ended.is_none() => {
                ended = Some((status?, start.elapsed()));
                // A child that outlives it would hold the pipes open.
                group.kill();
            }
        }
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
    Ok(Ended::Itself(status, at))
}

type Pipe = Box<dyn AsyncRead + Send + Unpin>;

fn boxed(pipe: impl AsyncRead + Send + Unpin + 'static) -> Pipe {
    Box::new(pipe)
}

async fn read_lines(
    stream: &'static str,
    pipe: Pipe,
    start: Instant,
    send: mpsc::Sender<(&'static str, Duration, Vec<u8>)>,
) {
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

async fn end(ended: Ended, news: &mpsc::Sender<Value>) -> Result<()> {
    let line = match ended {
        Ended::Itself(status, at) => {
            json!({ "end": status.to_string(), "at": at.as_millis() as u64 })
        }
        Ended::Late(limit) => {
            json!({ "end": format!("stopped after {} seconds", limit.as_secs()) })
        }
        Ended::Flooded => {
            json!({ "end": format!("stopped: it printed more than {MOST_OUTPUT} bytes") })
        }
    };
    let _ = news.send(line).await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edited_listing_is_compiled_with_the_dependencies_of_its_program() {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
        let library = |name: &str| {
            format!(
                r#"{{"reason":"compiler-artifact","package_id":"{name}","manifest_path":"/d/Cargo.toml","target":{{"kind":["lib"],"name":"{name}"}},"filenames":["/d/lib{name}.rlib","/d/lib{name}.rmeta"],"executable":null}}"#
            )
        };
        let messages = ["async_std", "futures", "observe", "tokio"]
            .map(library)
            .join("\n");
        let built = Built::read(messages.as_bytes(), b"");
        let arguments = compile(root, "count", &built).unwrap();
        assert!(arguments.contains(&"--extern=async_std=/d/libasync_std.rlib".to_owned()));
        assert!(arguments.contains(&"--extern=tokio=/d/libtokio.rlib".to_owned()));
        assert!(
            !arguments
                .iter()
                .any(|argument| argument.contains("observe"))
        );

        let built = Built::read(b"", b"error: no tokio");
        let error = compile(root, "count", &built).unwrap_err().to_string();
        assert!(
            error.contains("could not be built") && error.contains("error: no tokio"),
            "{error}"
        );
    }
}
