//! A server with its limits, and the clients that each limit is for, with tokio.

use std::collections::BTreeMap;
use std::env;
use std::io::{self, BufRead, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt};
use tokio::net::{self, TcpListener};
use tokio::sync::{Semaphore, oneshot};
use tokio::task::{JoinError, JoinSet, spawn_blocking};
use tokio::time::{sleep, timeout};

/// How many clients are served at the same time.
const MOST: usize = 8;
/// How long a client may take for a line, and for its answer.
const LINE: Duration = Duration::from_millis(250);
/// How long a client may stay, also after the server was told to stop.
const VISIT: Duration = Duration::from_millis(1000);
/// The longest line, in bytes.
const LONGEST: u64 = 80;
/// How long the server waits before it tries again what the system refused.
const PAUSE: Duration = Duration::from_millis(50);

/// How often visits ended in each way.
type Log = BTreeMap<&'static str, u32>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    if let Some(address) = env::args().nth(1) {
        return clients(&address);
    }
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let clients = start_clients(listener.local_addr()?)?;
    let (stop, stopped) = oneshot::channel();
    // The server stops when its clients have ended. Let yours stop on Ctrl-C.
    let said = spawn_blocking(move || {
        let said = clients.wait_with_output();
        drop(stop);
        said
    });
    let log = serve(listener, stopped).await;
    print!("{}", String::from_utf8_lossy(&said.await??.stdout));
    println!("server: {:?}", log.keys());
    Ok(())
}

/// Serves until the sender of `stop` is dropped. Then waits for the visits to end.
async fn serve(listener: TcpListener, mut stop: oneshot::Receiver<()>) -> Log {
    let mut log = Log::new();
    let places = Arc::new(Semaphore::new(MOST));
    let mut visits = JoinSet::new();
    loop {
        let stream = tokio::select! {
            _ = &mut stop => break,
            // Without this branch, the set would grow for ever.
            Some(end) = visits.join_next() => {
                note(&mut log, end);
                continue;
            }
            stream = next_client(&listener) => stream,
        };
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            let _ = stream.try_write(b"busy\n");
            continue;
        };
        visits.spawn(async move {
            let end = timeout(VISIT, talk(stream)).await;
            drop(place);
            end?
        });
    }
    drop(listener);
    let _ = timeout(VISIT, async {
        while let Some(end) = visits.join_next().await {
            note(&mut log, end);
        }
    })
    .await;
    log
}

/// The next client. When the system refuses, this waits a moment and tries again.
async fn next_client(listener: &TcpListener) -> net::TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            Err(error) => eprintln!("accept: {error}"),
        }
        sleep(PAUSE).await;
    }
}

/// Answers each line, until the client has no more or a limit is reached.
async fn talk(stream: net::TcpStream) -> io::Result<()> {
    let mut stream = tokio::io::BufReader::new(stream);
    loop {
        let mut line = String::new();
        let mut limited = (&mut stream).take(LONGEST);
        timeout(LINE, limited.read_line(&mut line)).await??;
        if line.is_empty() {
            return Ok(());
        }
        if !line.ends_with('\n') {
            return Err(ErrorKind::InvalidData.into());
        }
        timeout(LINE, stream.write_all(answer(&line).as_bytes())).await??;
    }
}

/// Counts the end of a visit, in a task that may have panicked.
fn note(log: &mut Log, end: Result<io::Result<()>, JoinError>) {
    let way = match end {
        Ok(end) => reason(end),
        Err(_panic) => "panicked",
    };
    *log.entry(way).or_default() += 1;
}

fn reason(end: io::Result<()>) -> &'static str {
    match end.map_err(|error| error.kind()) {
        Err(ErrorKind::TimedOut | ErrorKind::WouldBlock) => "timed out",
        Err(ErrorKind::InvalidData) => "no whole line",
        Ok(()) | Err(_) => "left",
    }
}

/// Your protocol goes here. This one panics for zero, like code with a bug.
fn answer(line: &str) -> String {
    match line.trim().parse::<u32>() {
        Ok(number) => format!("{}\n", 100 / number),
        Err(_) => "not a number\n".to_string(),
    }
}

// The stage, the same in all models: the clients are this program again.

fn start_clients(address: SocketAddr) -> io::Result<Child> {
    let mut clients = Command::new(env::current_exe()?);
    let clients = clients.arg(address.to_string()).stdout(Stdio::piped());
    clients.spawn()
}

/// Hostile clients beside a polite one. Then a crowd, and the polite one again.
fn clients(address: &str) -> io::Result<()> {
    thread::scope(|s| {
        let silent = s.spawn(|| sent_away(connect(address)?));
        let trickle = s.spawn(|| trickle(connect(address)?));
        let endless = s.spawn(|| send(address, &[b'x'; 1 << 20]));
        let talker = s.spawn(|| talk_on(connect(address)?));
        let zero = s.spawn(|| send(address, b"0\n"));
        s.spawn(|| connect(address)?.write_all(b"4\n"));
        println!("polite: {}", ask(address, 3)?);
        println!("silent: {}", silent.join().unwrap()?);
        println!("a byte now and then: {}", trickle.join().unwrap()?);
        println!("a line without end: {}", endless.join().unwrap()?);
        println!("asks for ever: {}", talker.join().unwrap()?);
        println!("a bug in its answer: {}", zero.join().unwrap()?);
        io::Result::Ok(())
    })?;
    let crowd: io::Result<Vec<_>> = (0..MOST).map(|_| connect(address)).collect();
    println!("one too many: {}", ask(address, 1)?);
    drop(crowd?);
    let mut afterwards = ask(address, 1)?;
    while afterwards == "busy" {
        thread::sleep(PAUSE);
        afterwards = ask(address, 1)?;
    }
    println!("polite, afterwards: {afterwards}");
    Ok(())
}

fn connect(address: &str) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    Ok(stream)
}

/// Asks so often, with a pause after each answer, and says the last answer.
fn ask(address: &str, times: usize) -> io::Result<String> {
    let mut stream = io::BufReader::new(connect(address)?);
    let mut answer = String::new();
    for _ in 0..times {
        answer.clear();
        let _ = stream.get_mut().write_all(b"4\n");
        stream.read_line(&mut answer)?;
        thread::sleep(Duration::from_millis(100));
    }
    Ok(answer.trim().to_string())
}

fn send(address: &str, bytes: &[u8]) -> io::Result<&'static str> {
    let mut stream = connect(address)?;
    // An error says that the server has hung up already.
    let _ = stream.write_all(bytes);
    sent_away(stream)
}

fn trickle(mut stream: TcpStream) -> io::Result<&'static str> {
    for _ in 0..40 {
        if stream.write_all(b"1").is_err() {
            break;
        }
        thread::sleep(Duration::from_millis(50));
    }
    sent_away(stream)
}

fn talk_on(stream: TcpStream) -> io::Result<&'static str> {
    let mut stream = io::BufReader::new(stream);
    for _ in 0..100 {
        let asked = stream.get_mut().write_all(b"4\n");
        match asked.and_then(|()| stream.read_line(&mut String::new())) {
            Ok(1..) => thread::sleep(Duration::from_millis(100)),
            Ok(0) | Err(_) => return Ok("sent away"),
        }
    }
    Ok("still there")
}

/// Whether the server has hung up, or does so within 10 seconds.
fn sent_away(mut stream: TcpStream) -> io::Result<&'static str> {
    match stream.read(&mut [0; 8]) {
        Ok(0) => Ok("sent away"),
        Err(error) if error.kind() == ErrorKind::ConnectionReset => Ok("sent away"),
        Ok(_) => Ok("answered"),
        Err(error) => Err(error),
    }
}
