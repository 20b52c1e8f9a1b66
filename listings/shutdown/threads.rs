//! A server that Ctrl-C ends in good order, with a thread for each client.

use signal_hook::consts::SIGINT;
use signal_hook::flag;
use std::collections::BTreeMap;
use std::env;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::{CommandExt, parent_id};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
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

#[derive(Default)]
struct UnderWay {
    jobs: Mutex<BTreeMap<u32, TcpStream>>,
    one_less: Condvar,
}

/// Returns how many clients were aborted.
fn serve(listener: TcpListener, grace: Duration) -> io::Result<usize> {
    let ctrl_c = Arc::new(AtomicBool::new(false));
    flag::register(SIGINT, Arc::clone(&ctrl_c))?;
    let under_way = Arc::new(UnderWay::default());
    let mut number = 0;
    // A thread that is blocked in `accept` can't be told to stop, so this one asks.
    while !ctrl_c.load(Ordering::Relaxed) {
        if let Ok((stream, _)) = listener.accept() {
            number += 1;
            stream.set_nonblocking(false)?;
            answer(number, &stream, "accepted")?;
            let under_way = Arc::clone(&under_way);
            under_way
                .jobs
                .lock()
                .unwrap()
                .insert(number, stream.try_clone()?);
            thread::spawn(move || work(number, stream, &under_way));
        }
        thread::sleep(Duration::from_millis(5));
    }
    drop(listener);
    println!("Ctrl-C: no more clients");
    let jobs = under_way.jobs.lock().unwrap();
    let wait = under_way
        .one_less
        .wait_timeout_while(jobs, grace, |jobs| !jobs.is_empty());
    // The threads of these clients sleep on; only the end of the process ends them.
    let (mut late, _) = wait.unwrap();
    for (&number, stream) in late.iter() {
        answer(number, stream, "aborted")?;
        stream.shutdown(Shutdown::Both)?;
    }
    let aborted = late.len();
    late.clear();
    Ok(aborted)
}

fn work(number: u32, mut stream: TcpStream, under_way: &UnderWay) -> io::Result<()> {
    let mut tens_of_ms = [0];
    stream.read_exact(&mut tens_of_ms)?;
    thread::sleep(Duration::from_millis(u64::from(tens_of_ms[0]) * 10));
    // Who takes the job out of the list answers: either this thread, or the end of `serve`.
    let mut jobs = under_way.jobs.lock().unwrap();
    if jobs.remove(&number).is_some() {
        answer(number, &stream, "done")?;
    }
    under_way.one_less.notify_one();
    Ok(())
}

fn answer(number: u32, mut stream: &TcpStream, word: &str) -> io::Result<()> {
    println!("client {number} {word}");
    write!(stream, " {word}")
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
