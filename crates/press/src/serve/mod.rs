//! Serves the book to this machine alone, and redoes what a save changed.
//!
//! [`sources`] are the files of the book at one moment, [`pages`] makes the pages that a save concerns, [`book`] has mdBook
//! render them, and [`rebuild`] does all that whenever a file changes, which [`changes`] sees. [`answer`] is what a
//! browser gets: the book, and what a served page has beyond a built one. [`access`] says who gets it, [`run`] runs
//! listings for such a page, [`compile`] what a reader has changed in them, and [`process`] is a program that runs.

mod access;
mod answer;
pub mod book;
mod changes;
mod compile;
pub mod pages;
mod process;
mod rebuild;
mod run;
pub mod sources;

use self::access::{Access, Name};
use self::book::OF_ALL_PAGES;
use self::changes::Watch;
use self::rebuild::Builder;
use self::run::Runner;
use crate::leftovers::Held;
use crate::site::build;
use anyhow::{Context, Result, bail};
use observe::cargo;
use std::fs;
use std::net::{IpAddr, Ipv4Addr, TcpListener};
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
    /// The address of this machine to serve on; one that other machines reach needs --allow-host
    #[arg(long, value_name = "ADDRESS", default_value_t = Ipv4Addr::LOCALHOST.into())]
    pub host: IpAddr,
    /// A name under which the book is opened elsewhere, such as box.local or https://book.example; may be repeated
    #[arg(long, value_name = "NAME")]
    pub allow_host: Vec<Name>,
    /// Open the book in the browser
    #[arg(long)]
    pub open: bool,
    /// Do not build the book again when a file changes
    #[arg(long, conflicts_with = "poll")]
    pub no_watch: bool,
    /// Look at all files twice a second, where the system does not tell of changes
    #[arg(long)]
    pub poll: bool,
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
    /// How often they were built, with or without success.
    builds: u64,
}

struct Server {
    book: PathBuf,
    news: watch::Sender<News>,
    /// Held for writing while files of the book are replaced.
    swap: RwLock<()>,
    /// Whether the files are there that are made from all pages.
    whole: watch::Sender<bool>,
    runner: Arc<Runner>,
    access: Access,
    page_was_read: AtomicBool,
}

/// Serves the book of `root` until the process is ended.
///
/// # Errors
/// The port is in use, other machines could reach a book that allows none of them, or the book can't be written. A page
/// that is wrong is no error: the browser shows it.
pub fn serve(root: &Path, options: &Options) -> Result<()> {
    if !options.host.is_loopback() && options.allow_host.is_empty() {
        bail!(
            "--host {}: other machines would reach this book, and its pages run programs with your rights\n  \
             say under which name they open it: --allow-host NAME",
            options.host
        );
    }
    let target = cargo::target_folder(root);
    build::check_not_among_sources(root, &target).context("CARGO_TARGET_DIR can't be used")?;
    let listener = listen(options.host, options.port)?;
    // What a server that was killed has left is ended and removed.
    let runs = Held::new_in(&target.join("press-run"), "server-", process::kill_all_of)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let served = runtime.block_on(serve_on(listener, root, &target, runs.path(), options));
    // Programs that readers run end with it, and their folders go before the folder around them.
    drop(runtime);
    drop(runs);
    served
}

/// A socket on `port` of this address, or on 3000 or the next that is free.
fn listen(host: IpAddr, port: Option<u16>) -> Result<TcpListener> {
    if let Some(port) = port {
        return TcpListener::bind((host, port)).with_context(|| {
            format!("port {port} can't be used\n  end what uses it, or choose another: --port N")
        });
    }
    for port in PORT..PORT + 100 {
        match TcpListener::bind((host, port)) {
            Ok(listener) => {
                if port != PORT {
                    println!("port {PORT} is in use; serving on {port}");
                }
                return Ok(listener);
            }
            Err(error) if error.kind() == std::io::ErrorKind::AddrNotAvailable => {
                return Err(error).with_context(|| {
                    format!(
                        "{host} is no address of this machine\n  choose another: --host ADDRESS"
                    )
                });
            }
            Err(_) => {}
        }
    }
    bail!(
        "no port from {PORT} to {} is free\n  choose another: --port N",
        PORT + 99
    )
}

async fn serve_on(
    listener: TcpListener,
    root: &Path,
    target: &Path,
    runs: &Path,
    options: &Options,
) -> Result<()> {
    let port = listener.local_addr()?.port();
    let access = Access::new(port, &options.allow_host)?;
    let addresses = access.addresses(options.host, port);
    let book = target.join("press-book");
    let limit = Duration::from_secs(options.run_limit);
    let runner = Arc::new(Runner::new(root, runs, limit));
    let has = |name: &&str| book.join(name).is_file();
    let server = Arc::new(Server {
        book: book.clone(),
        news: watch::Sender::new(News {
            version: version(),
            error: None,
            builds: 0,
        }),
        swap: RwLock::new(()),
        whole: watch::Sender::new(OF_ALL_PAGES.iter().all(has)),
        runner: runner.clone(),
        access,
        page_was_read: AtomicBool::new(false),
    });
    let builder = Builder::new(root, target, server.clone());
    let (first_done, first) = tokio::sync::oneshot::channel();
    let watch = match (options.no_watch, options.poll) {
        (true, _) => Watch::Not,
        (_, true) => Watch::Poll,
        _ => Watch::Told,
    };
    std::thread::spawn(move || builder.run(first_done, watch));
    first.await.context("the first build ended early")?;

    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    announce(&addresses, options);
    if options.open {
        open_in_browser(target, &addresses[0]);
    }
    tokio::spawn(runner.keep_listings_built());
    // Ended, it ends what readers run: those programs are in process groups of their own.
    tokio::select! {
        served = axum::serve(listener, answer::routes(server)) => Ok(served?),
        () = told_to_end() => Ok(()),
    }
}

/// Says where the book is, and what its address allows.
fn announce(addresses: &[String], options: &Options) {
    println!("The book is served at {} (Ctrl-C ends it)", addresses[0]);
    for address in &addresses[1..] {
        println!("  also at {address}");
    }
    println!(
        "  Run on its pages starts programs with your rights; only a browser that opened this address has Run"
    );
    if !options.host.is_loopback() {
        println!(
            "warning: other machines reach this book at {}; a person who has the address runs programs as you, and the address is sent unencrypted",
            options.host
        );
    }
}

/// Opens `address` in the browser, by a page that leads there: all users of a machine see how programs were started, and
/// the address has the key in it.
fn open_in_browser(target: &Path, address: &str) {
    let page = target.join("press-open.html");
    let text =
        format!("<!DOCTYPE html><meta http-equiv=\"refresh\" content=\"0; url={address}\">\n");
    let opened = write_for_us(&page, &text).and_then(|()| open::that_detached(&page));
    if let Err(error) = opened {
        println!("no browser could be opened: {error}");
    }
}

/// Writes a file that only this user can read.
fn write_for_us(file: &Path, text: &str) -> std::io::Result<()> {
    let _ = fs::remove_file(file);
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    std::io::Write::write_all(&mut options.open(file)?, text.as_bytes())
}

/// Returns when the process is to end: Ctrl-C, and what a system sends when it ends or the terminal is closed.
#[cfg(unix)]
async fn told_to_end() {
    use tokio::signal::unix::{Signal, SignalKind, signal};
    async fn comes(signal: Option<Signal>) {
        match signal {
            Some(mut signal) => {
                signal.recv().await;
            }
            None => std::future::pending().await,
        }
    }
    // Started with `nohup`, it outlives its terminal.
    let hangup = (!is_ignored(libc::SIGHUP)).then(|| signal(SignalKind::hangup()).ok());
    let terminate = signal(SignalKind::terminate()).ok();
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = comes(terminate) => {}
        () = comes(hangup.flatten()) => {}
    }
}

#[cfg(not(unix))]
async fn told_to_end() {
    let _ = tokio::signal::ctrl_c().await;
}

/// Whether the one who started this process has it ignore the signal.
#[cfg(unix)]
fn is_ignored(signal: libc::c_int) -> bool {
    // SAFETY: it asks what is done on the signal, and changes nothing; zeroes are a valid answer to be overwritten.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        libc::sigaction(signal, std::ptr::null(), &mut action) == 0
            && action.sa_sigaction == libc::SIG_IGN
    }
}

/// A name that no other run of the server has given to a book.
fn version() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |since| since.as_nanos()).to_string()
}
