//! Serves the book to this machine alone, and redoes what a save changed.
//!
//! [`sources`] are the files of the book at one moment, [`pages`] makes the pages that a save concerns, [`book`] has mdBook
//! render them, and [`rebuild`] does all that whenever a file changes. [`answer`] is what a browser gets: the book, and
//! what a served page has beyond a built one. [`run`] runs listings for such a page.

mod answer;
pub mod book;
pub mod pages;
mod rebuild;
mod run;
pub mod sources;

use self::book::OF_ALL_PAGES;
use self::rebuild::Builder;
use self::run::Runner;
use anyhow::{Context, Result, bail};
use observe::cargo;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::{RwLock, watch};

/// The port that is tried first.
const PORT: u16 = 3000;

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
    /// Held for writing while files of the book are replaced.
    swap: RwLock<()>,
    /// Whether the files are there that are made from all pages.
    whole: watch::Sender<bool>,
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
    let target = cargo::target_folder(root);
    let book = target.join("press-book");
    let limit = Duration::from_secs(options.run_limit);
    let runner = Arc::new(Runner::new(root, &target, limit)?);
    let has = |name: &&str| book.join(name).is_file();
    let server = Arc::new(Server {
        book: book.clone(),
        news: watch::Sender::new(News {
            version: version(),
            error: None,
        }),
        swap: RwLock::new(()),
        whole: watch::Sender::new(OF_ALL_PAGES.iter().all(has)),
        runner: runner.clone(),
        page_was_read: AtomicBool::new(false),
    });
    let builder = Builder::new(root, &target, server.clone());
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
    tokio::spawn(runner.keep_listings_built());
    // Ended by Ctrl-C, it ends what readers run: those programs are in process groups of their own.
    tokio::select! {
        served = axum::serve(listener, answer::routes(server)) => Ok(served?),
        _ = tokio::signal::ctrl_c() => Ok(()),
    }
}

/// A name that no other run of the server has given to a book.
fn version() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |since| since.as_nanos()).to_string()
}
