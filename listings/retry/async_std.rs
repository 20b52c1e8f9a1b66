//! Tries again after waits that double, until a deadline or a drop, with async-std.

use async_std::future::timeout;
use async_std::io::ReadExt;
use async_std::net::TcpStream;
use async_std::task;
use fastrand::Rng;
use futures::{FutureExt, select_biased};
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::pin::pin;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};
use std::{env, iter, thread};

/// In ms. The wait doubles after each failure, from the first to the longest.
const FIRST: u64 = 50;
const LONGEST: u64 = 60_000;
/// For each try, and for all tries and waits of a call. The last call has less time.
const LIMIT: Duration = Duration::from_millis(200);
const DEADLINE: Duration = Duration::from_secs(1);
const SOONER: Duration = Duration::from_millis(600);
const CANCEL_AFTER: Duration = Duration::from_millis(180);
/// An answer of more bytes than this is none.
const MOST: u64 = 64 * 1024;

fn main() -> io::Result<()> {
    match env::args().nth(1).as_deref() {
        Some("serve") => return serve(),
        Some(address) => return calls(address.parse().map_err(io::Error::other)?),
        None => {}
    }
    let (mut server, said, address) = start_server()?;
    calls(address)?;
    // The end of its input tells the server that no client will come any more.
    drop(server.stdin.take());
    print!("{}", io::read_to_string(said)?);
    server.wait().map(drop)
}

fn calls(server: SocketAddr) -> io::Result<()> {
    let attempt = || ask(server);
    task::block_on(async {
        let start = Instant::now();
        report(start, retry(FIRST, start + DEADLINE, attempt).await);
        let start = Instant::now();
        let call = retry(12 * FIRST, start + DEADLINE, attempt);
        let end = select_biased! {
            // In this order: if both are due, there is no other try.
            () = pin!(task::sleep(CANCEL_AFTER).fuse()) => {
                Err(io::Error::other("cancelled"))
            }
            // Dropped where it waits.
            end = pin!(call.fuse()) => end,
        };
        report(start, end);
        let start = Instant::now();
        report(start, retry(FIRST, start + SOONER, attempt).await);
    });
    Ok(())
}

/// Tries until a try succeeds, or the next wait would leave no time for another.
async fn retry<T>(
    first: u64,
    deadline: Instant,
    attempt: impl AsyncFn() -> io::Result<T>,
) -> io::Result<T> {
    let left = || deadline.saturating_duration_since(Instant::now());
    for (n, wait) in (1..).zip(waits(first)) {
        let error = match timeout(LIMIT.min(left()), attempt()).await {
            Ok(Ok(answer)) => return Ok(answer),
            Ok(Err(error)) => error,
            Err(_late) => ErrorKind::TimedOut.into(),
        };
        if wait >= left() {
            println!("try {n}: {error}, no time to wait {wait:?}");
            return Err(error);
        }
        println!("try {n}: {error}, again in {wait:?}");
        task::sleep(wait).await;
        // The wait may have ended late.
        if left().is_zero() {
            break;
        }
    }
    Err(ErrorKind::TimedOut.into())
}

async fn ask(server: SocketAddr) -> io::Result<String> {
    let stream = TcpStream::connect(server).await?;
    let mut answer = String::new();
    stream.take(MOST).read_to_string(&mut answer).await?;
    whole(&answer)
}

/// An answer ends with its line. Without that end, a part is missing.
fn whole(answer: &str) -> io::Result<String> {
    let whole = answer.strip_suffix('\n').map(str::to_owned);
    whole.ok_or_else(|| io::Error::other("no whole answer"))
}

/// Each by chance between a half and the whole of a time that doubles.
fn waits(first: u64) -> impl Iterator<Item = Duration> {
    // The seed makes all runs alike. Use `Rng::new()`, or all clients wait alike.
    let mut rng = Rng::with_seed(811);
    let whole = iter::successors(Some(first), |ms| Some(LONGEST.min(ms * 2)));
    whole.map(move |ms| Duration::from_millis(rng.u64(ms / 2..=ms)))
}

fn report(start: Instant, end: io::Result<String>) {
    let ms = start.elapsed().as_millis();
    let end = end.unwrap_or_else(|error| format!("gave up: {error}"));
    println!("{end} ({ms} ms)");
}

// The stage: a server that fails, in a process of its own.

fn start_server() -> io::Result<(Child, impl BufRead, SocketAddr)> {
    let mut command = Command::new(env::current_exe()?);
    command.arg("serve").stdin(Stdio::piped());
    let mut server = command.stdout(Stdio::piped()).spawn()?;
    let mut said = BufReader::new(server.stdout.take().expect("it was piped"));
    let mut address = String::new();
    said.read_line(&mut address)?;
    let address = address.trim().parse().map_err(io::Error::other)?;
    Ok((server, said, address))
}

/// Answers only the third try, and counts all tries, until its input ends.
fn serve() -> io::Result<()> {
    static TRIES: AtomicUsize = AtomicUsize::new(0);
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("{}", listener.local_addr()?);
    thread::spawn(move || {
        for client in listener.incoming() {
            // No client is a reason to stop.
            let Ok(mut client) = client else {
                thread::sleep(Duration::from_millis(50));
                continue;
            };
            let _ = client.set_read_timeout(Some(DEADLINE));
            let _ = match TRIES.fetch_add(1, Relaxed) {
                // Silent, until the client has had enough.
                1 => client.read(&mut [0]).map(drop),
                2 => client.write_all(b"good morning\n"),
                _ => Ok(()), // Hangs up.
            };
        }
    });
    io::read_to_string(io::stdin())?;
    println!("tries that reached the server: {}", TRIES.load(Relaxed));
    Ok(())
}
