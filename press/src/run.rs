//! Runs a listing, or a reader's edit of it, for a page that is open in the browser, and streams what it prints.
//!
//! Running executes code, so only a page that this server sent can ask for it: it alone knows the token. A run ends
//! with all its children at its limit of time or output, and when its reader leaves.

use anyhow::{Context, Result, bail};
use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::stream::unfold;
use serde::Deserialize;
use serde_json::{Value, json};
use std::convert::Infallible;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::{Notify, mpsc, watch};

/// How long it may take to compile an edited program.
const COMPILE_LIMIT: Duration = Duration::from_secs(300);
/// Bytes that a program may print.
const MOST_OUTPUT: usize = 1 << 20;
/// The header by which a page shows that this server sent it.
pub const TOKEN: &str = "x-press-token";

/// What it takes to run listings.
pub struct Runner {
    root: PathBuf,
    target: PathBuf,
    /// Known to the pages that this server sends, and to nobody else.
    pub token: String,
    /// Numbers of the runs that may begin now: as many as there are cores.
    free: Arc<Mutex<Vec<usize>>>,
    listings: watch::Sender<Listings>,
    changed: Notify,
    /// How long a program may run.
    limit: Duration,
}

/// Whether the listings' binaries can be run.
#[derive(Debug, Clone, PartialEq)]
enum Listings {
    Building,
    Built,
    /// They do not compile, in the compiler's words.
    Broken(String),
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
            target: target.to_owned(),
            token: random.iter().map(|byte| format!("{byte:02x}")).collect(),
            free: Arc::new(Mutex::new((0..cores).collect())),
            listings: watch::Sender::new(Listings::Building),
            changed: Notify::new(),
            limit,
        })
    }

    /// Has the listings built, which takes a while; runs wait for it.
    pub fn listings_changed(&self) {
        self.listings.send_replace(Listings::Building);
        self.changed.notify_one();
    }

    /// Builds the listings whenever they have changed.
    pub async fn keep_listings_built(self: Arc<Runner>) {
        loop {
            self.changed.notified().await;
            let built = Command::new("cargo")
                .args(["build", "--quiet", "--bins", "--color=never"])
                .current_dir(&self.root)
                .stdin(Stdio::null())
                .kill_on_drop(true)
                .output()
                .await;
            self.listings.send_replace(match built {
                Ok(output) if output.status.success() => Listings::Built,
                Ok(output) => {
                    Listings::Broken(String::from_utf8_lossy(&output.stderr).into_owned())
                }
                Err(error) => Listings::Broken(format!("cargo can't be started: {error}")),
            });
        }
    }

    fn slot(&self) -> Option<Slot> {
        let number = self.free.lock().ok()?.pop()?;
        Some(Slot {
            number,
            free: self.free.clone(),
        })
    }
}

/// The right to run one program; given back when dropped.
struct Slot {
    number: usize,
    free: Arc<Mutex<Vec<usize>>>,
}

impl Drop for Slot {
    fn drop(&mut self) {
        if let Ok(mut free) = self.free.lock() {
            free.push(self.number);
        }
    }
}

/// Answers a page that wants a program run: a JSON object a line, as it happens.
///
/// `{"at": ms, "stream": "out"|"err", "text": …}` for each line that the program prints, `{"compiler": …}` for each of
/// the compiler's, `{"note": …}` for what the reader should know, and `{"end": …, "at": ms}` last.
pub async fn run(
    State(runner): State<Arc<Runner>>,
    headers: HeaderMap,
    wanted: Json<Wanted>,
) -> Response {
    if let Err(words) = may_run(&headers, &runner.token) {
        return (StatusCode::FORBIDDEN, words).into_response();
    }
    let Json(wanted) = wanted;
    if let Err(error) = source_file(&runner.root, &wanted) {
        return (StatusCode::NOT_FOUND, format!("{error}\n")).into_response();
    }
    let Some(slot) = runner.slot() else {
        let words =
            "As many programs are running as this machine has cores: stop one, or wait for it.\n";
        return (StatusCode::TOO_MANY_REQUESTS, words).into_response();
    };
    let (news, told) = mpsc::channel(64);
    tokio::spawn(async move {
        let reader_left = news.clone();
        tokio::select! {
            // Dropping the run kills what it started.
            () = reader_left.closed() => {}
            result = run_in(&runner, &slot, &wanted, &news) => {
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
    let file = root.join(format!(
        "listings/{program}/{}.{end}",
        model.replace('-', "_")
    ));
    if !plain(program, '_') || !plain(model, '-') || !file.is_file() {
        bail!("There is no listing {program}/{model}.");
    }
    Ok(file)
}

async fn run_in(
    runner: &Runner,
    slot: &Slot,
    wanted: &Wanted,
    news: &mpsc::Sender<Value>,
) -> Result<()> {
    let folder = runner.target.join(format!("press-run/{}", slot.number));
    let Wanted {
        program,
        model,
        source,
    } = wanted;
    if model == "python" {
        let file = match source {
            Some(source) => write(&folder.join("python.py"), source)?,
            None => source_file(&runner.root, wanted)?,
        };
        let mut command = Command::new("python3");
        command.arg(file);
        return end(runner.watch(command, &folder, false, news).await?, news).await;
    }
    let mut listings = runner.listings.subscribe();
    if *listings.borrow() == Listings::Building {
        let note = "The listings are still being built; this one starts as soon as they are.";
        let _ = news.send(json!({ "note": note })).await;
    }
    let state = listings
        .wait_for(|state| *state != Listings::Building)
        .await?
        .clone();
    let binary = match (source, state) {
        (Some(source), _) => {
            let name = format!("press-run-{}", slot.number);
            write(&folder.join("main.rs"), source)?;
            write(
                &folder.join("Cargo.toml"),
                &manifest(&runner.root, program, &name)?,
            )?;
            fs::copy(runner.root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
            let mut cargo = Command::new("cargo");
            cargo
                .args([
                    "build",
                    "--quiet",
                    "--offline",
                    "--color=never",
                    "--target-dir",
                ])
                .arg(&runner.target);
            let compiling = runner.watch(cargo, &folder, true, news);
            tokio::pin!(compiling);
            let ended = tokio::select! {
                ended = &mut compiling => ended?,
                () = tokio::time::sleep(Duration::from_secs(2)) => {
                    let note = "Compiling; the first edit also builds the crates it uses, once.";
                    let _ = news.send(json!({ "note": note })).await;
                    compiling.await?
                }
            };
            if !ended.success() {
                return end(ended, news).await;
            }
            name
        }
        (None, Listings::Broken(words)) => bail!("the listings do not compile:\n{words}"),
        (None, _) => format!("{program}-{model}"),
    };
    let binary = runner
        .target
        .join("debug")
        .join(format!("{binary}{}", std::env::consts::EXE_SUFFIX));
    end(
        runner
            .watch(Command::new(binary), &folder, false, news)
            .await?,
        news,
    )
    .await
}

fn write(file: &Path, text: &str) -> Result<PathBuf> {
    fs::create_dir_all(file.parent().context("it is in a folder")?)?;
    fs::write(file, text)?;
    Ok(file.to_owned())
}

/// A package of its own for an edited listing: the program's dependencies and the workspace's profiles, so that no
/// dependency is built anew.
fn manifest(root: &Path, program: &str, name: &str) -> Result<String> {
    let read = |path: PathBuf| -> Result<toml::Table> { Ok(fs::read_to_string(path)?.parse()?) };
    let workspace = read(root.join("Cargo.toml"))?;
    let listing = read(root.join("listings").join(program).join("Cargo.toml"))?;
    let shared = |name: &str| {
        workspace
            .get("workspace")?
            .get("dependencies")?
            .get(name)
            .cloned()
    };
    let mut dependencies = toml::Table::new();
    for (crate_name, wanted) in listing
        .get("dependencies")
        .and_then(|d| d.as_table())
        .into_iter()
        .flatten()
    {
        let inherits = wanted.get("workspace").and_then(|w| w.as_bool()) == Some(true);
        let dependency = if inherits {
            shared(crate_name)
        } else {
            Some(wanted.clone())
        };
        dependencies.insert(
            crate_name.clone(),
            dependency.context("the manifest names a crate that the workspace lacks")?,
        );
    }
    let mut rest = toml::Table::from_iter([("dependencies".to_owned(), dependencies.into())]);
    if let Some(profile) = workspace.get("profile") {
        rest.insert("profile".to_owned(), profile.clone());
    }
    let package = format!("name = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n");
    let bin = format!("name = \"{name}\"\npath = \"main.rs\"\n");
    Ok(format!(
        "[package]\n{package}\n[[bin]]\n{bin}\n[workspace]\n\n{rest}"
    ))
}

/// How a program came to its end.
enum Ended {
    Itself(ExitStatus, Duration),
    Late(Duration),
    Flooded,
}

impl Ended {
    fn success(&self) -> bool {
        matches!(self, Ended::Itself(status, _) if status.success())
    }
}

/// A process and all that it starts: none of them is left when this is dropped.
struct Group {
    child: Child,
    /// The number of the process, and of the group that it leads.
    id: Option<u32>,
}

impl Group {
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

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Runner {
    /// Runs `command` in `folder` to its end, or to its limit of time or output, and tells what it prints.
    async fn watch(
        &self,
        command: Command,
        folder: &Path,
        compiler: bool,
        news: &mpsc::Sender<Value>,
    ) -> Result<Ended> {
        let limit = if compiler { COMPILE_LIMIT } else { self.limit };
        // It holds too while the reader takes no more lines. What is dropped then kills the program.
        let ended = tokio::time::timeout(limit, follow(command, folder, compiler, news)).await;
        ended.unwrap_or(Ok(Ended::Late(limit)))
    }
}

async fn follow(
    mut command: Command,
    folder: &Path,
    compiler: bool,
    news: &mpsc::Sender<Value>,
) -> Result<Ended> {
    fs::create_dir_all(folder)?;
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
    let mut group = Group { child, id };
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
    fn an_edited_listing_has_the_dependencies_of_its_program() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let manifest: toml::Table = manifest(root, "count", "press-run-0")
            .unwrap()
            .parse()
            .unwrap();
        let dependencies = manifest["dependencies"].as_table().unwrap();
        assert_eq!(dependencies["tokio"]["features"][0].as_str(), Some("full"));
        assert!(dependencies.contains_key("async-std") && !dependencies.contains_key("observe"));
        assert!(manifest.contains_key("profile"));
    }
}
