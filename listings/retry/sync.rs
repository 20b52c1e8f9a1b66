//! Tries again after waits that double, until a deadline, on the only thread.

use fastrand::Rng;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
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
    let attempt = |by| ask(server, by);
    let start = Instant::now();
    report(start, retry(FIRST, start + DEADLINE, attempt));
    // Nothing can cancel this call. The only thread is in it.
    let start = Instant::now();
    report(start, retry(12 * FIRST, start + DEADLINE, attempt));
    let start = Instant::now();
    report(start, retry(FIRST, start + SOONER, attempt));
    Ok(())
}

/// Tries until a try succeeds, or the next wait would leave no time for another.
fn retry<T>(
    first: u64,
    deadline: Instant,
    attempt: impl Fn(Instant) -> io::Result<T>,
) -> io::Result<T> {
    let left = || deadline.saturating_duration_since(Instant::now());
    for (n, wait) in (1..).zip(waits(first)) {
        let error = match attempt(deadline.min(Instant::now() + LIMIT)) {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        if wait >= left() {
            println!("try {n}: {error}, no time to wait {wait:?}");
            return Err(error);
        }
        println!("try {n}: {error}, again in {wait:?}");
        thread::sleep(wait);
        // The wait may have ended late.
        if left().is_zero() {
            break;
        }
    }
    Err(ErrorKind::TimedOut.into())
}

fn ask(server: SocketAddr, by: Instant) -> io::Result<String> {
    let stream = TcpStream::connect_timeout(&server, time_left(by)?)?;
    let mut answer = String::new();
    Until(stream, by).take(MOST).read_to_string(&mut answer)?;
    whole(&answer)
}

/// A stream whose reads have until the deadline, all of them together.
struct Until(TcpStream, Instant);

impl Read for Until {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // A socket's time-out is for one read: each is given what is left.
        self.0.set_read_timeout(Some(time_left(self.1)?))?;
        self.0.read(buffer).map_err(|error| match error.kind() {
            // What Unix calls a read whose time is up.
            ErrorKind::WouldBlock => ErrorKind::TimedOut.into(),
            _ => error,
        })
    }
}

/// Nothing left is an error, because a time-out of zero is refused.
fn time_left(deadline: Instant) -> io::Result<Duration> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(ErrorKind::TimedOut.into());
    }
    Ok(left)
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
