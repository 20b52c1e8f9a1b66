//! The first answer of three mirrors, with a future to ask each, with async-std.

use async_std::io::{ReadExt, timeout};
use async_std::{net, task};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};
use std::{env, thread};

const TIME_OUT: Duration = Duration::from_millis(560);
/// A mirror that sends more bytes than this has no answer.
const MOST: u64 = 64 * 1024;

fn main() -> io::Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    if args == ["serve"] {
        return serve();
    }
    if !args.is_empty() {
        let mirrors = args.iter().map(|arg| arg.parse().map_err(io::Error::other));
        return races(&mirrors.collect::<io::Result<Vec<_>>>()?);
    }
    let (mut server, said, mirrors) = start_mirrors()?;
    races(&mirrors)?;
    // The end of its input tells the server that no client will come any more.
    drop(server.stdin.take());
    print!("{}", io::read_to_string(said)?);
    server.wait().map(drop)
}

fn races(mirrors: &[SocketAddr]) -> io::Result<()> {
    task::block_on(async {
        report(Instant::now(), race(mirrors).await);
        report(Instant::now(), race(&mirrors[..1]).await);
    });
    Ok(())
}

/// The answer that comes first, or the last error. The others are dropped.
async fn race(mirrors: &[SocketAddr]) -> io::Result<String> {
    let asked = mirrors.iter().map(|&mirror| ask(mirror));
    let mut asked: FuturesUnordered<_> = asked.collect();
    let first = async {
        let mut failed = io::Error::other("there are no mirrors");
        while let Some(end) = asked.next().await {
            match end {
                Ok(answer) => return Ok(answer),
                Err(error) => failed = error,
            }
        }
        Err(failed)
    };
    timeout(TIME_OUT, first).await
}

async fn ask(mirror: SocketAddr) -> io::Result<String> {
    let stream = net::TcpStream::connect(mirror).await?;
    let mut text = String::new();
    stream.take(MOST).read_to_string(&mut text).await?;
    whole(&text)
}

/// Its last line is the mirror's name. Without that line, a part is missing.
fn whole(text: &str) -> io::Result<String> {
    let signed = text
        .strip_suffix('\n')
        .and_then(|text| text.rsplit_once("\n-- "));
    let (file, mirror) = signed.ok_or(io::ErrorKind::UnexpectedEof)?;
    Ok(format!("{mirror}: {}", file.replace('\n', " ")))
}

fn report(start: Instant, answer: io::Result<String>) {
    let answer = answer.unwrap_or_else(|error| format!("no answer: {error}"));
    println!("{answer} ({} ms)", start.elapsed().as_millis());
}

// The stage: three mirrors, in a process of their own.

/// What each is called, and how long it waits before each line, in ms.
const MIRRORS: [(&str, u64); 3] = [("silent", 9_000), ("steady", 140), ("quick", 1)];
const FILE: [&str; 3] = ["Slow", "and steady", "wins the race."];

fn start_mirrors() -> io::Result<(Child, impl BufRead, Vec<SocketAddr>)> {
    let mut command = Command::new(env::current_exe()?);
    command.arg("serve").stdin(Stdio::piped());
    let mut server = command.stdout(Stdio::piped()).spawn()?;
    let mut said = BufReader::new(server.stdout.take().expect("it was piped"));
    let mut addresses = String::new();
    said.read_line(&mut addresses)?;
    let mirrors = addresses.split_whitespace().map(|address| address.parse());
    let mirrors = mirrors
        .collect::<Result<_, _>>()
        .map_err(io::Error::other)?;
    Ok((server, said, mirrors))
}

/// Three mirrors, until the input ends. Then they say how many lines they have sent.
fn serve() -> io::Result<()> {
    static SENT: [AtomicUsize; 3] = [const { AtomicUsize::new(0) }; 3];
    for (mirror, sent) in MIRRORS.iter().zip(&SENT) {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        print!("{} ", listener.local_addr()?);
        thread::spawn(move || {
            for client in listener.incoming() {
                match client {
                    Ok(client) => drop(thread::spawn(|| send(client, mirror, sent))),
                    // No client is a reason to stop.
                    Err(_) => thread::sleep(Duration::from_millis(50)),
                }
            }
        });
    }
    println!();
    io::read_to_string(io::stdin())?;
    for ((name, _), sent) in MIRRORS.iter().zip(&SENT) {
        let (sent, all) = (sent.load(Relaxed), FILE.len());
        println!("the {name} mirror has sent {sent} of {all} lines");
    }
    Ok(())
}

/// Sends the file line by line, for as long as the client stays.
fn send(mut to: TcpStream, by: &(&str, u64), sent: &AtomicUsize) -> io::Result<()> {
    let (name, pause) = *by;
    to.set_read_timeout(Some(Duration::from_millis(pause)))?;
    for line in FILE {
        // This read ends after the pause, or when the client hangs up.
        if to.read(&mut [0]).is_ok() {
            return Ok(());
        }
        writeln!(to, "{line}")?;
        sent.fetch_add(1, Relaxed);
    }
    writeln!(to, "-- {name}")
}
