//! A server that Ctrl-C ends in good order, on one thread that asks all in turn.

use signal_hook::{consts::SIGINT, flag};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{self, Child, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};
use std::{env, thread};

/// So many clients at a time. More of them wait in the system's queue.
const MOST: usize = 64;
/// A client has so long to say how long its job is, and to take an answer.
const PATIENCE: Duration = Duration::from_secs(1);
/// After an `accept` that failed: too many open files, perhaps.
const PAUSE: Duration = Duration::from_millis(50);

fn main() -> io::Result<ExitCode> {
    let args: Vec<String> = env::args().skip(1).collect();
    if args.first().is_some_and(|arg| arg == "clients") {
        return clients(&args[1], args.get(2));
    }
    let grace = args.first().and_then(|ms| ms.parse().ok()).unwrap_or(400);
    let grace = Duration::from_millis(grace);
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let clients = start_clients(listener.local_addr()?, args.len() > 1)?;
    let aborted = serve(listener, grace)?;
    let said = clients.wait_with_output()?.stdout;
    print!("{}", String::from_utf8_lossy(&said));
    Ok(ExitCode::from(u8::from(aborted > 0)))
}

/// Returns how many clients were aborted. A second Ctrl-C ends the process.
fn serve(listener: TcpListener, grace: Duration) -> io::Result<usize> {
    let ctrl_c = Arc::new(AtomicBool::new(false));
    // In this order: the first Ctrl-C finds no flag, and then sets it.
    flag::register_conditional_shutdown(SIGINT, 130, Arc::clone(&ctrl_c))?;
    flag::register(SIGINT, Arc::clone(&ctrl_c))?;
    listener.set_nonblocking(true)?;
    let mut jobs = Vec::new();
    let mut number = 0;
    while !ctrl_c.load(Relaxed) {
        while jobs.len() < MOST {
            match listener.accept() {
                Ok((stream, _)) => {
                    number += 1;
                    jobs.extend(start(number, stream));
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => {
                    eprintln!("no client accepted: {error}");
                    thread::sleep(PAUSE);
                    break;
                }
            }
        }
        look_at(&mut jobs);
    }
    drop(listener);
    println!("Ctrl-C: no more clients");
    let deadline = Instant::now() + grace;
    while !jobs.is_empty() && Instant::now() < deadline {
        look_at(&mut jobs);
    }
    for job in &jobs {
        // A client that has left is told nothing.
        let _ = answer(job.number, &job.stream, "aborted");
    }
    Ok(jobs.len())
}

struct Job {
    number: u32,
    stream: TcpStream,
    accepted: Instant,
    /// Known once the client has said how long its job is.
    due: Option<Instant>,
}

fn start(number: u32, stream: TcpStream) -> io::Result<Job> {
    stream.set_nonblocking(true)?;
    answer(number, &stream, "accepted")?;
    let (accepted, due) = (Instant::now(), None);
    Ok(Job {
        number,
        stream,
        accepted,
        due,
    })
}

/// Looks at each job once, and then rests a little: no call here waits for a client.
fn look_at(jobs: &mut Vec<Job>) {
    // An error is that of one client: it ends this job and no other.
    jobs.retain_mut(|job| matches!(is_under_way(job), Ok(true)));
    thread::sleep(Duration::from_millis(5));
}

fn is_under_way(job: &mut Job) -> io::Result<bool> {
    let mut tens_of_ms = [0];
    if job.due.is_none() {
        match job.stream.read(&mut tens_of_ms) {
            Ok(0) => return Ok(false),
            Ok(_) => {
                let length = Duration::from_millis(u64::from(tens_of_ms[0]) * 10);
                job.due = Some(Instant::now() + length);
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                return Ok(job.accepted.elapsed() < PATIENCE);
            }
            Err(error) => return Err(error),
        }
    }
    let is_due = job.due <= Some(Instant::now());
    if is_due {
        answer(job.number, &job.stream, "done")?;
    }
    Ok(!is_due)
}

fn answer(number: u32, mut stream: &TcpStream, word: &str) -> io::Result<()> {
    println!("client {number} {word}");
    stream.write_all(format!(" {word}").as_bytes())
}

// The stage: three clients and one that comes too late, in a process of their own.

fn start_clients(address: SocketAddr, by_hand: bool) -> io::Result<Child> {
    let mut command = Command::new(env::current_exe()?);
    command.args(["clients", &address.to_string()]);
    if by_hand {
        println!("listening on {address}");
    } else {
        command.arg(process::id().to_string());
    }
    // A terminal's Ctrl-C reaches a whole group. The clients are in another.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.stdout(Stdio::piped()).spawn()
}

fn clients(address: &str, server: Option<&String>) -> io::Result<ExitCode> {
    let mut jobs = Vec::new();
    for _ in 0..3 {
        let job = TcpStream::connect(address)?;
        // Waits until the server has accepted this client.
        job.peek(&mut [0])?;
        jobs.push(job);
    }
    for (job, tens_of_ms) in jobs.iter_mut().zip([5, 25, 100]) {
        job.write_all(&[tens_of_ms])?;
    }
    println!("client 1:{}", io::read_to_string(&jobs[0])?);
    if let Some(server) = server {
        Command::new("kill").args(["-INT", server]).status()?;
    }
    println!("client 2:{}", io::read_to_string(&jobs[1])?);
    let late = TcpStream::connect(address).and_then(|mut job| {
        job.write_all(&[1])?;
        io::read_to_string(job)
    });
    match late {
        Ok(heard) => println!("client 4:{heard}"),
        Err(error) => println!("client 4: {}", error.kind()),
    }
    println!("client 3:{}", io::read_to_string(&jobs[2])?);
    Ok(ExitCode::SUCCESS)
}
