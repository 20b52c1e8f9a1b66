//! The first answer of three mirrors, with a thread to ask each.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};
use std::{env, thread};

const TIME_OUT: Duration = Duration::from_millis(450);
/// What each mirror is called, and how long it waits before each line, in ms.
const MIRRORS: [(&str, u64); 3] = [("silent", 60_000), ("steady", 150), ("quick", 1)];
const FILE: [&str; 3] = ["Slow", "and steady", "wins the race."];

#[derive(Clone, Copy)]
struct Mirror {
    name: &'static str,
    address: SocketAddr,
}

fn main() -> io::Result<()> {
    if env::args().len() > 1 {
        return serve();
    }
    let (mut server, said, mirrors) = start_mirrors()?;
    races(&mirrors);
    // The end of its input tells the server that nobody will ask any more.
    drop(server.stdin.take());
    print!("{}", io::read_to_string(said)?);
    server.wait().map(drop)
}

fn races(mirrors: &[Mirror]) {
    report(Instant::now(), race(mirrors));
    report(Instant::now(), race(&mirrors[..1]));
}

/// The answer that comes first. The threads that lost are told so, and left behind.
fn race(mirrors: &[Mirror]) -> Option<String> {
    let over = Arc::new(AtomicBool::new(false));
    let (answers, first) = mpsc::channel();
    for &mirror in mirrors {
        let (over, answers) = (Arc::clone(&over), answers.clone());
        thread::spawn(move || {
            if let Ok(answer) = ask(mirror, &over) {
                // Nobody listens any more if another was first.
                let _ = answers.send(answer);
            }
        });
    }
    // With this one kept, `first` would go on waiting after all threads have failed.
    drop(answers);
    let answer = first.recv_timeout(TIME_OUT).ok();
    over.store(true, Relaxed);
    answer
}

fn ask(mirror: Mirror, over: &AtomicBool) -> io::Result<String> {
    let stream = TcpStream::connect(mirror.address)?;
    let mut answer = format!("{}:", mirror.name);
    for line in BufReader::new(stream).lines() {
        answer = answer + " " + &line?;
        // Only here, between two lines, does it learn that it has lost.
        if over.load(Relaxed) {
            return Err(io::ErrorKind::Interrupted.into());
        }
    }
    Ok(answer)
}

fn report(start: Instant, answer: Option<String>) {
    let ms = start.elapsed().as_millis();
    match answer {
        Some(answer) => println!("{answer} ({ms} ms)"),
        None => println!("no answer ({ms} ms)"),
    }
}

/// Starts this program again as the mirrors, and reads where they are.
fn start_mirrors() -> io::Result<(Child, impl BufRead, Vec<Mirror>)> {
    let mut command = Command::new(env::current_exe()?);
    command.arg("serve").stdin(Stdio::piped());
    let mut server = command.stdout(Stdio::piped()).spawn()?;
    let mut said = BufReader::new(server.stdout.take().expect("it was piped"));
    let mut addresses = String::new();
    said.read_line(&mut addresses)?;
    let mut mirrors = Vec::new();
    for (address, (name, _)) in addresses.split_whitespace().zip(MIRRORS) {
        let address = address.parse().map_err(io::Error::other)?;
        mirrors.push(Mirror { name, address });
    }
    Ok((server, said, mirrors))
}

/// The same whoever asks: three mirrors, until the input ends. Then they say how much they have sent.
fn serve() -> io::Result<()> {
    static SENT: [AtomicUsize; MIRRORS.len()] = [const { AtomicUsize::new(0) }; MIRRORS.len()];
    for ((_, pause), sent) in MIRRORS.iter().zip(&SENT) {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        print!("{} ", listener.local_addr()?);
        thread::spawn(move || {
            for client in listener.incoming() {
                // A client that is gone is no reason to stop.
                let _ = send(client?, Duration::from_millis(*pause), sent);
            }
            io::Result::Ok(())
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
fn send(mut client: TcpStream, pause: Duration, sent: &AtomicUsize) -> io::Result<()> {
    client.set_read_timeout(Some(pause))?;
    for line in FILE {
        // A client has nothing to say: what ends this read is the pause, or that the client is gone.
        if client.read(&mut [0]).is_ok() {
            break;
        }
        writeln!(client, "{line}")?;
        sent.fetch_add(1, Relaxed);
    }
    Ok(())
}
