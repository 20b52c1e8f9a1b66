//! A server that Ctrl-C ends in good order, with a task per client, with async-std.

use async_signal::{Signal, Signals};
use async_std::channel::{Receiver, bounded};
use async_std::future::timeout;
use async_std::io::{ReadExt, WriteExt, timeout as io_timeout};
use async_std::{net, task};
use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt, future::pending, select};
use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::panic::AssertUnwindSafe;
use std::process::{self, Child, Command, ExitCode, Stdio};
use std::{env, time::Duration};

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
    let aborted = task::block_on(serve(listener.into(), grace))?;
    let said = clients.wait_with_output()?.stdout;
    print!("{}", String::from_utf8_lossy(&said));
    Ok(ExitCode::from(u8::from(aborted > 0)))
}

/// Returns how many clients were aborted. A second Ctrl-C ends the process.
async fn serve(listener: net::TcpListener, grace: Duration) -> io::Result<usize> {
    let mut ctrl_c = Signals::new([Signal::Int])?;
    // Nothing is ever sent: the receivers wake when `abort` is dropped.
    let (abort, aborted) = bounded(1);
    let mut jobs = FuturesUnordered::new();
    let mut number = 0;
    loop {
        let room = jobs.len() < MOST;
        let next = async {
            if room {
                listener.accept().await
            } else {
                pending().await
            }
        };
        select! {
            client = Box::pin(next).fuse() => match client {
                Ok((stream, _)) => {
                    number += 1;
                    let job = work(number, stream, aborted.clone());
                    // Without this, a job that panics would end the server.
                    let job = AssertUnwindSafe(job).catch_unwind();
                    jobs.push(task::spawn(job));
                }
                Err(error) => {
                    eprintln!("no client accepted: {error}");
                    task::sleep(PAUSE).await;
                }
            },
            // Without this, every job that has ended would be kept.
            _ = jobs.select_next_some() => {}
            _ = ctrl_c.next().fuse() => break,
        }
    }
    drop(listener);
    println!("Ctrl-C: no more clients");
    task::spawn(async move {
        ctrl_c.next().await;
        process::exit(130)
    });
    let _ = timeout(grace, async { while jobs.next().await.is_some() {} }).await;
    drop(abort);
    let mut aborted = 0;
    let rest = async {
        while let Some(end) = jobs.next().await {
            aborted += usize::from(matches!(end, Ok(Ok("aborted")) | Err(_)));
        }
    };
    let _ = timeout(PATIENCE, rest).await;
    Ok(aborted + jobs.len())
}

/// An error is that of one client: it ends this job and no other.
async fn work(
    number: u32,
    mut stream: net::TcpStream,
    aborted: Receiver<()>,
) -> io::Result<&'static str> {
    answer(number, &mut stream, "accepted").await?;
    let job = async {
        let mut tens_of_ms = [0];
        io_timeout(PATIENCE, stream.read_exact(&mut tens_of_ms)).await?;
        task::sleep(Duration::from_millis(u64::from(tens_of_ms[0]) * 10)).await;
        io::Result::Ok("done")
    };
    let end = select! {
        end = Box::pin(job).fuse() => end?,
        // The job is dropped where it waits.
        _ = Box::pin(aborted.recv()).fuse() => "aborted",
    };
    answer(number, &mut stream, end).await?;
    Ok(end)
}

async fn answer(number: u32, to: &mut net::TcpStream, word: &str) -> io::Result<()> {
    println!("client {number} {word}");
    let word = format!(" {word}");
    io_timeout(PATIENCE, to.write_all(word.as_bytes())).await
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
