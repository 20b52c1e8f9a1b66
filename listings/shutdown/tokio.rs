//! A server that Ctrl-C ends in good order, with a task per client, with tokio.

use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{self, Child, Command, ExitCode, Stdio};
use std::{env, pin::pin, time::Duration};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::signal::ctrl_c;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tokio::{net, runtime, select};

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
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let aborted = runtime.block_on(serve(listener, grace))?;
    let said = clients.wait_with_output()?.stdout;
    print!("{}", String::from_utf8_lossy(&said));
    Ok(ExitCode::from(u8::from(aborted > 0)))
}

/// Returns how many clients were aborted. A second Ctrl-C ends the process.
async fn serve(listener: TcpListener, grace: Duration) -> io::Result<usize> {
    listener.set_nonblocking(true)?;
    let listener = net::TcpListener::from_std(listener)?;
    let (abort, aborted) = watch::channel(false);
    let mut first_ctrl_c = pin!(ctrl_c());
    let mut jobs = JoinSet::new();
    let mut number = 0;
    loop {
        select! {
            client = listener.accept(), if jobs.len() < MOST => match client {
                Ok((stream, _)) => {
                    number += 1;
                    jobs.spawn(work(number, stream, aborted.clone()));
                }
                Err(error) => {
                    eprintln!("no client accepted: {error}");
                    sleep(PAUSE).await;
                }
            },
            // Without this, the set would keep every job that has ended.
            Some(_) = jobs.join_next() => {}
            signal = &mut first_ctrl_c => break signal?,
        }
    }
    drop(listener);
    println!("Ctrl-C: no more clients");
    tokio::spawn(async {
        let _ = ctrl_c().await;
        process::exit(130)
    });
    let deadline = Instant::now() + grace;
    while let Ok(Some(_)) = timeout_at(deadline, jobs.join_next()).await {}
    abort.send_replace(true);
    let mut aborted = 0;
    let deadline = Instant::now() + PATIENCE;
    while let Ok(Some(end)) = timeout_at(deadline, jobs.join_next()).await {
        aborted += usize::from(matches!(end, Ok(Ok("aborted")) | Err(_)));
    }
    Ok(aborted + jobs.len())
}

/// An error is that of one client: it ends this job and no other.
async fn work(
    number: u32,
    mut stream: net::TcpStream,
    mut aborted: watch::Receiver<bool>,
) -> io::Result<&'static str> {
    answer(number, &mut stream, "accepted").await?;
    let job = async {
        let tens_of_ms = timeout(PATIENCE, stream.read_u8()).await??;
        sleep(Duration::from_millis(u64::from(tens_of_ms) * 10)).await;
        io::Result::Ok("done")
    };
    let end = select! {
        end = job => end?,
        // The job is dropped where it waits.
        _ = aborted.wait_for(|aborted| *aborted) => "aborted",
    };
    answer(number, &mut stream, end).await?;
    Ok(end)
}

async fn answer(number: u32, to: &mut net::TcpStream, word: &str) -> io::Result<()> {
    println!("client {number} {word}");
    let word = format!(" {word}");
    timeout(PATIENCE, to.write_all(word.as_bytes())).await?
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
