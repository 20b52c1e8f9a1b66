//! Serves the book to this machine alone, and builds it again when a file of it changes.
//!
//! What a served page needs beyond a built one is added to the response.

mod run;

use self::run::{Runner, run};
use crate::in_words;
use crate::site::build;
use anyhow::{Context, Result, bail};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use futures::stream::{Stream, unfold};
use notify_debouncer_full::notify::RecursiveMode;
use notify_debouncer_full::{DebounceEventResult, new_debouncer};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::convert::Infallible;
use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::sync::{RwLock, watch};
use tower_http::services::ServeDir;

/// The port that is tried first.
const PORT: u16 = 3000;
/// A save is often several changes; this long without one, the book is built.
const QUIET: Duration = Duration::from_millis(60);
/// Folders of which the book is made, and single files.
const FOLDERS: [&str; 5] = ["src", "listings", "theme", "quizzes", "exercises"];
const FILES: [&str; 2] = ["book.toml", "Cargo.lock"];

/// How to serve.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// The port to serve on, and no other [default: 3000, or the next free one]
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,
    /// Open the book in the browser
    #[arg(long)]
    pub open: bool,
    /// Do not build the book again when a file changes
    #[arg(long)]
    pub no_watch: bool,
    /// How long a program that a reader runs may take
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub run_limit: u64,
}

/// What a page that is open in a browser is told.
#[derive(Debug, Clone, PartialEq)]
struct News {
    /// Names the book that is served; no two runs of the server share one.
    version: String,
    /// Why the sources can't be built now.
    error: Option<String>,
}

struct Server {
    book: PathBuf,
    news: watch::Sender<News>,
    /// Held for writing while one book takes the place of another.
    swap: RwLock<()>,
    runner: Arc<Runner>,
    page_was_read: AtomicBool,
}

/// Serves the book of `root` until the process is ended.
///
/// # Errors
/// The port is in use, or the book can't be written. A page that is wrong is no error: the browser shows it.
pub fn serve(root: &Path, options: &Options) -> Result<()> {
    let listener = listen(options.port)?;
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?
        .block_on(serve_on(listener, root, options))
}

/// A socket on `port` of this machine, or on 3000 or the next that is free.
fn listen(port: Option<u16>) -> Result<TcpListener> {
    if let Some(port) = port {
        return TcpListener::bind((Ipv4Addr::LOCALHOST, port)).with_context(|| {
            format!("port {port} can't be used\n  end what uses it, or choose another: --port N")
        });
    }
    for port in PORT..PORT + 100 {
        if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            if port != PORT {
                println!("port {PORT} is in use; serving on {port}");
            }
            return Ok(listener);
        }
    }
    bail!(
        "no port from {PORT} to {} is free\n  choose another: --port N",
        PORT + 99
    )
}

async fn serve_on(listener: TcpListener, root: &Path, options: &Options) -> Result<()> {
    let address = format!("http://127.0.0.1:{}/", listener.local_addr()?.port());
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or(root.join("target"), PathBuf::from);
    let book = target.join("press-book");
    let limit = Duration::from_secs(options.run_limit);
    let runner = Arc::new(Runner::new(root, &target, limit)?);
    let server = Arc::new(Server {
        book: book.clone(),
        news: watch::Sender::new(News {
            version: version(),
            error: None,
        }),
        swap: RwLock::new(()),
        runner: runner.clone(),
        page_was_read: AtomicBool::new(false),
    });
    let builder = Builder {
        root: root.to_owned(),
        server: server.clone(),
        stamp: target.join("press-book.stamp"),
    };
    let (first_done, first) = tokio::sync::oneshot::channel();
    let watch = !options.no_watch;
    std::thread::spawn(move || builder.run(first_done, watch));
    first.await.context("the first build ended early")?;

    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    println!("The book is served at {address} (Ctrl-C ends it)");
    if options.open
        && let Err(error) = open::that_detached(&address)
    {
        println!("no browser could be opened: {error}");
    }
    let app = Router::new()
        .route("/.press/events", get(events))
        .fallback(page)
        .with_state(server)
        .route("/.press/run", post(run).with_state(runner.clone()))
        .route("/.press/run.js", get(|| script(include_str!("web/run.js"))))
        .route(
            "/.press/editor.js",
            get(|| script(include_str!("web/editor/editor.js"))),
        )
        .layer(from_fn(this_machine_only));
    tokio::spawn(runner.keep_listings_built());
    // Ended by Ctrl-C, it ends what readers run: those programs are in process groups of their own.
    tokio::select! {
        served = axum::serve(listener, app) => Ok(served?),
        _ = tokio::signal::ctrl_c() => Ok(()),
    }
}

/// A name that no other run of the server has given to a book.
fn version() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |since| since.as_nanos()).to_string()
}

/// Refuses what was not sent to this machine by name: a page of another host whose name was made to lead here
/// (DNS rebinding) still says that name.
async fn this_machine_only(request: Request, next: Next) -> Response {
    if is_this_machine(request.headers()) {
        return next.run(request).await;
    }
    let words = "This server answers only to http://127.0.0.1 and http://localhost.\n";
    (StatusCode::FORBIDDEN, words).into_response()
}

fn is_this_machine(headers: &HeaderMap) -> bool {
    let Some(Ok(host)) = headers.get(header::HOST).map(HeaderValue::to_str) else {
        return false;
    };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.parse::<u16>().is_ok() => name,
        _ => host,
    };
    name == "127.0.0.1" || name.eq_ignore_ascii_case("localhost")
}

async fn events(
    State(server): State<Arc<Server>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut news = server.news.subscribe();
    // A page that has just opened is told at once: the book may have changed since it was sent.
    news.mark_changed();
    let stream = unfold(news, |mut news| async move {
        news.changed().await.ok()?;
        let News { version, error } = news.borrow_and_update().clone();
        let event =
            Event::default().data(json!({ "version": version, "error": error }).to_string());
        Some((Ok(event), news))
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}

async fn script(text: &'static str) -> impl IntoResponse {
    (
        [
            (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
            (header::CACHE_CONTROL, "no-store"),
        ],
        text,
    )
}

async fn page(State(server): State<Arc<Server>>, mut request: Request) -> Response {
    // A page in the browser's cache would hold the version of an old book.
    request.headers_mut().remove(header::IF_MODIFIED_SINCE);
    request.headers_mut().remove(header::IF_NONE_MATCH);
    let head = request.method() == Method::HEAD;
    let reading = server.swap.read().await;
    // Under the lock: the page is of the book that it says it is of.
    let news = server.news.borrow().clone();
    if !server.book.is_dir() {
        let error = news.error.as_deref().unwrap_or("The book is not there.");
        return with_scripts(
            Html(error_page(error)).into_response(),
            &news.version,
            &server.runner.token,
        )
        .await;
    }
    // A file that is not there is an error of this call.
    let mut response = match ServeDir::new(&server.book).try_call(request).await {
        Ok(response) => response.map(Body::new),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    };
    if response.status() == StatusCode::NOT_FOUND
        && let Ok(text) = fs::read_to_string(server.book.join("404.html"))
    {
        response = (StatusCode::NOT_FOUND, Html(text)).into_response();
    }
    let html = response.headers().get(header::CONTENT_TYPE);
    let html = html.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let response = if html && !head {
        with_scripts(response, &news.version, &server.runner.token).await
    } else {
        response
    };
    drop(reading);
    if html && !server.page_was_read.swap(true, Ordering::Relaxed) {
        // Not before: the reader's first page comes first.
        server.runner.listings_changed();
    }
    response
}

/// The page with what only a served one has.
async fn with_scripts(response: Response, version: &str, token: &str) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let page = String::from_utf8_lossy(&body);
    let at = page.rfind("</body>").unwrap_or(page.len());
    let script = format!(
        "<script data-version=\"{version}\">{}</script><script defer src=\"/.press/run.js\" data-token=\"{token}\"></script>",
        include_str!("web/reload.js")
    );
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::LAST_MODIFIED);
    parts.headers.remove(header::ETAG);
    parts
        .headers
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // No page of another host shows this one in a frame, where a click could be stolen.
    parts.headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("frame-ancestors 'self'"),
    );
    Response::from_parts(
        parts,
        Body::from([&page[..at], &script, &page[at..]].concat()),
    )
}

/// Stands in for the book while there is none.
fn error_page(error: &str) -> String {
    let error = error
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>The book can't be built</title></head>\n\
         <body><h1>The book can't be built</h1>\n<pre>{error}</pre>\n<p>Mend it: this page turns into the book.</p></body></html>\n"
    )
}

/// Builds the book when its files have changed.
struct Builder {
    root: PathBuf,
    server: Arc<Server>,
    /// Where the fingerprint of the served book is kept from run to run.
    stamp: PathBuf,
}

impl Builder {
    /// Builds once unless nothing has changed since the last run, says so, and then builds on every change.
    fn run(self, first_done: tokio::sync::oneshot::Sender<()>, watch: bool) {
        let (changed, changes) = mpsc::channel();
        // The watch begins before the first build, so that no change falls between the two.
        let watcher = watch.then(|| self.watch(changed));
        let mut built = fingerprint(&self.root);
        let mut listings = fingerprint_of(&[self.root.join("listings")]);
        let unchanged = fs::read_to_string(&self.stamp).is_ok_and(|stamp| stamp == built);
        if !(unchanged && self.server.book.join("index.html").is_file()) {
            self.build(&built);
        }
        let _ = first_done.send(());
        if let Some(Err(error)) = &watcher {
            println!("changes are not seen: {error:#}\n  start again to build the book again");
        }
        while changes.recv().is_ok() {
            while changes.try_recv().is_ok() {}
            let now = fingerprint(&self.root);
            if now != built {
                self.build(&now);
                built = now;
            }
            let now = fingerprint_of(&[self.root.join("listings")]);
            if now != listings && self.server.page_was_read.load(Ordering::Relaxed) {
                self.server.runner.listings_changed();
            }
            listings = now;
        }
    }

    /// Sends on `changed` when a file of the book may have changed, as long as what it returns lives.
    fn watch(&self, changed: mpsc::Sender<()>) -> Result<impl Sized + use<>> {
        let mut watcher = new_debouncer(QUIET, None, move |events: DebounceEventResult| {
            // Reading a file is an event too, and building reads them all.
            if events.is_err()
                || events.is_ok_and(|events| events.iter().any(|event| !event.kind.is_access()))
            {
                let _ = changed.send(());
            }
        })?;
        watcher.watch(&self.root, RecursiveMode::NonRecursive)?;
        for folder in FOLDERS.map(|name| self.root.join(name)) {
            if folder.is_dir() {
                watcher.watch(&folder, RecursiveMode::Recursive)?;
            }
        }
        Ok(watcher)
    }

    fn build(&self, fingerprint: &str) {
        let start = Instant::now();
        match self.try_build(fingerprint) {
            Ok(()) => println!("built in {:.2} s", start.elapsed().as_secs_f64()),
            Err(error) => {
                let words = in_words(&error);
                eprintln!("error: {words}");
                self.server
                    .news
                    .send_modify(|news| news.error = Some(words));
            }
        }
    }

    fn try_build(&self, fingerprint: &str) -> Result<()> {
        let config = build::load_config(&self.root)?;
        let prepared = build::prepare(&self.root, config, &self.server.book)?;
        let swapping = self.server.swap.blocking_write();
        let _ = fs::remove_file(&self.stamp);
        let before = prepared.publish()?;
        fs::write(&self.stamp, fingerprint)?;
        self.server.news.send_replace(News {
            version: version(),
            error: None,
        });
        drop(swapping);
        drop(before);
        Ok(())
    }
}

/// Changes when a file of which the book is made changes, or press itself.
fn fingerprint(root: &Path) -> String {
    let mut paths: Vec<PathBuf> = std::env::current_exe().into_iter().collect();
    paths.extend(FILES.iter().chain(&FOLDERS).map(|name| root.join(name)));
    fingerprint_of(&paths)
}

fn fingerprint_of(paths: &[PathBuf]) -> String {
    let mut hash = Sha256::new();
    for path in paths {
        add(path, &mut hash);
    }
    hash.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn add(path: &Path, hash: &mut Sha256) {
    let Ok(metadata) = path.metadata() else {
        return;
    };
    if metadata.is_dir() {
        let entries = path.read_dir().into_iter().flatten().flatten();
        let mut entries: Vec<PathBuf> = entries
            .map(|entry| entry.path())
            .filter(|path| !is_ours_or_an_editors(path))
            .collect();
        entries.sort();
        for entry in entries {
            add(&entry, hash);
        }
        return;
    }
    let changed = metadata
        .modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let changed = changed.map_or(0, |since| since.as_nanos());
    hash.update(format!(
        "{}\n{} {changed}\n",
        path.display(),
        metadata.len()
    ));
}

/// What a build itself writes into `src` and `theme`, and files that editors keep beside the ones they edit.
fn is_ours_or_an_editors(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let ours = ["src/generated", "theme/generated", "theme/head.hbs"];
    ours.iter().any(|ours| path.ends_with(ours))
        || name.starts_with(['.', '#'])
        || name.ends_with('~')
        || name == "4913"
}
