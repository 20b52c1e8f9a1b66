//! Tries again after waits that double, until a deadline or until it is dropped, on one thread, with tokio.

use fastrand::Rng;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;
use std::{env, iter, thread};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::select;
use tokio::time::{Instant, sleep, timeout};

/// In ms. The wait doubles after each failure, from the first to the longest.
const FIRST: u64 = 50;
const LONGEST: u64 = 60_000;
/// For each try, and for all tries and waits of a call together. The last call has less time.
const LIMIT: Duration = Duration::from_millis(200);
const DEADLINE: Duration = Duration::from_secs(1);
const SOONER: Duration = Duration::from_millis(600);
const CANCEL_AFTER: Duration = Duration::from_millis(180);

fn main() -> io::Result<()> {
    if env::args().len() > 1 {
        return serve();
    }
    let (mut server, said, address) = start_server()?;
    calls(address);
    // The end of its input tells the server that nobody will try any more.
    drop(server.stdin.take());
    print!("{}", io::read_to_string(said)?);
    server.wait().map(drop)
}

#[tokio::main(flavor = "current_thread")]
async fn calls(server: SocketAddr) {
    let attempt = || ask(server);
    let start = Instant::now();
    report(start, retry(FIRST, start + DEADLINE, attempt).await);
    let start = Instant::now();
    let end = select! {
        // In this order: if both are due, nobody tries again.
        biased;
        () = sleep(CANCEL_AFTER) => Err(io::Error::other("cancelled")),
        // Dropped where it waits.
        end = retry(12 * FIRST, start + DEADLINE, attempt) => end,
    };
    report(start, end);
    let start = Instant::now();
    report(start, retry(FIRST, start + SOONER, attempt).await);
}

/// Tries until a try succeeds, or the next wait would leave no time for another. Public for a test in paused time.
pub async fn retry<T>(
    first: u64,
    deadline: Instant,
    attempt: impl AsyncFn() -> io::Result<T>,
) -> io::Result<T> {
    let left = || deadline.saturating_duration_since(Instant::now());
    for (n, wait) in (1..).zip(waits(first)) {
        let error = match timeout(LIMIT.min(left()), attempt()).await {
            Ok(Ok(answer)) => return Ok(answer),
            Ok(Err(error)) => error,
            Err(late) => late.into(),
        };
        if wait >= left() {
            println!("try {n}: {error}, no time to wait {wait:?}");
            return Err(error);
        }
        println!("try {n}: {error}, again in {wait:?}");
        sleep(wait).await;
        // The wait may have ended late.
        if left().is_zero() {
            break;
        }
    }
    Err(ErrorKind::TimedOut.into())
}

async fn ask(server: SocketAddr) -> io::Result<String> {
    let mut stream = TcpStream::connect(server).await?;
    let mut answer = String::new();
    match stream.read_to_string(&mut answer).await? {
        0 => Err(io::Error::other("hung up")),
        _ => Ok(answer),
    }
}

/// Each by chance between a half and the whole of a time that doubles.
fn waits(first: u64) -> impl Iterator<Item = Duration> {
    // The seed makes all runs of this book alike. Elsewhere leave it out, or all clients wait alike.
    let mut rng = Rng::with_seed(811);
    let whole = iter::successors(Some(first), |ms| Some(LONGEST.min(ms * 2)));
    whole.map(move |ms| Duration::from_millis(rng.u64(ms / 2..=ms)))
}

fn report(start: Instant, end: io::Result<String>) {
    let ms = start.elapsed().as_millis();
    let end = end.unwrap_or_else(|error| format!("gave up: {error}"));
    println!("{end} ({ms} ms)");
}

/// Starts this program again as the server, and reads where it is.
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

/// The same whoever asks: a server that answers only the third try, and counts all, until its input ends.
fn serve() -> io::Result<()> {
    static TRIES: AtomicUsize = AtomicUsize::new(0);
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("{}", listener.local_addr()?);
    thread::spawn(move || {
        for client in listener.incoming() {
            let mut client = client?;
            // A client that is gone is no reason to stop.
            let _ = match TRIES.fetch_add(1, Relaxed) {
                // Silent, until the client has had enough.
                1 => client.read(&mut [0]).map(drop),
                2 => client.write_all(b"good morning"),
                _ => Ok(()), // Hangs up.
            };
        }
        io::Result::Ok(())
    });
    io::read_to_string(io::stdin())?;
    println!("tries that reached the server: {}", TRIES.load(Relaxed));
    Ok(())
}
