//! A server that Ctrl-C ends in good order, with a thread per client.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::process::{self, Child, Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Condvar, Mutex};
use std::{env, mem, thread, time::Duration};

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

struct Client {
    number: u32,
    stream: TcpStream,
    answered: AtomicBool,
}

#[derive(Default)]
struct State {
    stopping: bool,
    jobs: Vec<Arc<Client>>,
}

/// Returns how many clients were aborted. A second Ctrl-C ends the process.
fn serve(listener: TcpListener, grace: Duration) -> io::Result<usize> {
    let address = listener.local_addr()?;
    let server = Arc::new((Mutex::new(State::default()), Condvar::new()));
    let stopped = Arc::clone(&server);
    let on_ctrl_c = move || {
        if mem::replace(&mut stopped.0.lock().unwrap().stopping, true) {
            process::exit(130);
        }
        stopped.1.notify_all();
        // A thread in `accept` looks at no flag, but a client wakes it.
        let wake = || TcpStream::connect_timeout(&address, PAUSE);
        let closed = ErrorKind::ConnectionRefused;
        while wake().is_err_and(|error| error.kind() != closed) {
            thread::sleep(PAUSE);
        }
    };
    ctrlc::set_handler(on_ctrl_c).map_err(io::Error::other)?;
    let (state, changed) = &*server;
    for number in 1.. {
        let full = |state: &mut State| !state.stopping && state.jobs.len() >= MOST;
        drop(changed.wait_while(state.lock().unwrap(), full).unwrap());
        let accepted = listener.accept();
        if state.lock().unwrap().stopping {
            break;
        }
        let client = accepted.and_then(|(stream, _)| start(number, stream, &server));
        if let Err(error) = client {
            eprintln!("no client accepted: {error}");
            thread::sleep(PAUSE);
        }
    }
    drop(listener);
    println!("Ctrl-C: no more clients");
    let busy = |state: &mut State| !state.jobs.is_empty();
    let wait = |time| {
        changed
            .wait_timeout_while(state.lock().unwrap(), time, busy)
            .unwrap()
            .0
    };
    // Their threads sleep on. Only the end of the process ends them.
    let is_late = |job: &mut Arc<Client>| !job.answered.swap(true, Relaxed);
    let late: Vec<_> = wait(grace).jobs.extract_if(.., is_late).collect();
    for job in &late {
        // The last word waits for no client.
        let _ = job.stream.set_nonblocking(true);
        let _ = answer(job.number, &job.stream, "aborted");
        let _ = job.stream.shutdown(Shutdown::Both);
    }
    // The others are being answered.
    drop(wait(PATIENCE));
    Ok(late.len())
}

type Server = (Mutex<State>, Condvar);

/// A job in its thread. However that ends, the job leaves the list.
struct UnderWay(Arc<Client>, Arc<Server>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        let (state, changed) = &*self.1;
        let others = |job: &Arc<Client>| job.number != self.0.number;
        state.lock().unwrap().jobs.retain(others);
        changed.notify_all();
    }
}

fn start(number: u32, stream: TcpStream, server: &Arc<Server>) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let answered = AtomicBool::new(false);
    let job = Arc::new(Client {
        number,
        stream,
        answered,
    });
    server.0.lock().unwrap().jobs.push(Arc::clone(&job));
    let job = UnderWay(job, Arc::clone(server));
    // `thread::spawn` would panic where the system has no thread to give.
    thread::Builder::new().spawn(move || work(&job)).map(drop)
}

/// An error is that of one client: it ends this thread and no other.
fn work(UnderWay(job, _server): &UnderWay) -> io::Result<()> {
    let mut stream = &job.stream;
    answer(job.number, stream, "accepted")?;
    let mut tens_of_ms = [0];
    stream.read_exact(&mut tens_of_ms)?;
    thread::sleep(Duration::from_millis(u64::from(tens_of_ms[0]) * 10));
    // Either this thread answers, or the end of `serve` does.
    if !job.answered.swap(true, Relaxed) {
        answer(job.number, stream, "done")?;
    }
    Ok(())
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
