//! A server that Ctrl-C ends in good order, with a task for each client, with async-std.

use async_signal::{Signal, Signals};
use async_std::channel::{Receiver, bounded};
use async_std::future::timeout;
use async_std::io::{ReadExt, WriteExt};
use async_std::{net, task};
use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt, select};
use std::env;
use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::{CommandExt, parent_id};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;

const GRACE_MS: u64 = 400;

fn main() -> io::Result<ExitCode> {
    let args: Vec<String> = env::args().skip(1).collect();
    if let [_clients, address, by_hand] = &args[..] {
        clients(address, by_hand == "true")?;
        return Ok(ExitCode::SUCCESS);
    }
    let grace = args.first().and_then(|ms| ms.parse().ok());
    let listener = TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let clients = start_clients(listener.local_addr()?, args.len() > 1)?;
    let aborted = serve(listener, Duration::from_millis(grace.unwrap_or(GRACE_MS)))?;
    let said = clients.wait_with_output()?.stdout;
    print!("{}", String::from_utf8_lossy(&said));
    Ok(ExitCode::from(u8::from(aborted > 0)))
}

/// Returns how many clients were aborted.
fn serve(listener: TcpListener, grace: Duration) -> io::Result<usize> {
    task::block_on(async {
        let listener = net::TcpListener::from(listener);
        let mut ctrl_c = Signals::new([Signal::Int])?;
        // Nothing is ever sent: the receivers wake when `abort` is dropped.
        let (abort, aborted) = bounded(1);
        let mut jobs = FuturesUnordered::new();
        let mut number = 0;
        loop {
            let (mut stream, _) = select! {
                accepted = listener.accept().fuse() => accepted?,
                _ = ctrl_c.next().fuse() => break,
            };
            number += 1;
            answer(number, &mut stream, "accepted").await?;
            jobs.push(task::spawn(work(number, stream, aborted.clone())));
        }
        drop(listener);
        println!("Ctrl-C: no more clients");
        let all = async { while jobs.next().await.is_some() {} };
        let _ = timeout(grace, all).await;
        drop(abort);
        let ends: Vec<_> = jobs.collect().await;
        Ok(ends
            .iter()
            .filter(|end| matches!(end, Ok("aborted")))
            .count())
    })
}

async fn work(
    number: u32,
    mut stream: net::TcpStream,
    aborted: Receiver<()>,
) -> io::Result<&'static str> {
    let job = async {
        let mut tens_of_ms = [0];
        stream.read_exact(&mut tens_of_ms).await?;
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

async fn answer(number: u32, stream: &mut net::TcpStream, word: &str) -> io::Result<()> {
    println!("client {number} {word}");
    stream.write_all(format!(" {word}").as_bytes()).await
}

/// Starts this program again as the clients.
fn start_clients(address: SocketAddr, by_hand: bool) -> io::Result<Child> {
    let mut command = Command::new(env::current_exe()?);
    command.args(["clients", &address.to_string(), &by_hand.to_string()]);
    // Ctrl-C reaches a whole group of processes: the clients are in one of their own.
    command.process_group(0).stdout(Stdio::piped()).spawn()
}

/// Three clients with jobs of 50, 250 and 1,000 ms, Ctrl-C, and one client that comes too late.
fn clients(address: &str, by_hand: bool) -> io::Result<()> {
    let mut jobs = Vec::new();
    for tens_of_ms in [5, 25, 100] {
        let mut stream = TcpStream::connect(address)?;
        stream.write_all(&[tens_of_ms])?;
        // Waits until the server has accepted this one.
        stream.peek(&mut [0])?;
        jobs.push(stream);
    }
    println!("client 1:{}", io::read_to_string(&jobs[0])?);
    if !by_hand {
        let server = parent_id().to_string();
        Command::new("kill").args(["-INT", &server]).status()?;
    }
    println!("client 2:{}", io::read_to_string(&jobs[1])?);
    match TcpStream::connect(address) {
        Ok(mut stream) => {
            stream.write_all(&[1])?;
            println!("client 4:{}", io::read_to_string(&stream)?);
        }
        Err(error) => println!("client 4: {}", error.kind()),
    }
    println!("client 3:{}", io::read_to_string(&jobs[2])?);
    Ok(())
}
