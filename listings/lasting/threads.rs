//! A server with its limits, and the clients that each limit is for, with threads.

use std::collections::BTreeMap;
use std::env;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

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

fn main() -> io::Result<()> {
    if let Some(address) = env::args().nth(1) {
        return clients(&address);
    }
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let clients = start_clients(address)?;
    let stop = AtomicBool::new(false);
    thread::scope(|s| {
        // The server stops when its clients have ended. Let yours stop on Ctrl-C.
        let said = s.spawn(|| {
            let said = clients.wait_with_output();
            stop.store(true, SeqCst);
            // `accept` looks at no flag. A connection wakes it.
            let _ = TcpStream::connect(address);
            said
        });
        let log = serve(&listener, &stop);
        let said = said.join().expect("it does not panic")?;
        print!("{}", String::from_utf8_lossy(&said.stdout));
        println!("server: {:?}", log.keys());
        Ok(())
    })
}

/// Serves until `stop` is set and one more client comes. Then waits for the visits.
fn serve(listener: &TcpListener, stop: &AtomicBool) -> Log {
    let log = Mutex::new(Log::new());
    let places = Arc::new(());
    thread::scope(|s| {
        loop {
            let stream = next_client(listener);
            if stop.load(SeqCst) {
                return;
            }
            if Arc::strong_count(&places) > MOST {
                let _ = (&stream).write_all(b"busy\n");
                continue;
            }
            let (log, place) = (&log, Arc::clone(&places));
            let visit = move || {
                // A panic ends this visit alone, and not the scope.
                let end = match catch_unwind(AssertUnwindSafe(|| talk(&stream))) {
                    Ok(end) => reason(end),
                    Err(_panic) => "panicked",
                };
                *log.lock().unwrap().entry(end).or_default() += 1;
                drop(place);
            };
            if let Err(error) = thread::Builder::new().spawn_scoped(s, visit) {
                eprintln!("no thread for a client: {error}");
            }
        }
    });
    log.into_inner().unwrap()
}

/// The next client. When the system refuses, this waits a moment and tries again.
fn next_client(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept() {
            Ok((stream, _)) => return stream,
            Err(error) => eprintln!("accept: {error}"),
        }
        thread::sleep(PAUSE);
    }
}

/// Answers each line, until the client has no more or a limit is reached.
fn talk(stream: &TcpStream) -> io::Result<()> {
    let end = Instant::now() + VISIT;
    let mut reader = BufReader::new(Until { stream, end });
    loop {
        reader.get_mut().end = end.min(Instant::now() + LINE);
        let mut line = String::new();
        reader.by_ref().take(LONGEST).read_line(&mut line)?;
        if line.is_empty() {
            return Ok(());
        }
        if !line.ends_with('\n') {
            return Err(ErrorKind::InvalidData.into());
        }
        reader.get_mut().write_all(answer(&line).as_bytes())?;
    }
}

/// A stream whose calls end at a time, however many they are.
struct Until<'a> {
    stream: &'a TcpStream,
    end: Instant,
}

impl Until<'_> {
    fn left(&self) -> io::Result<Option<Duration>> {
        match self.end.saturating_duration_since(Instant::now()) {
            Duration::ZERO => Err(ErrorKind::TimedOut.into()),
            left => Ok(Some(left)),
        }
    }
}

impl Read for Until<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(self.left()?)?;
        self.stream.read(buffer)
    }
}

impl Write for Until<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(self.left()?)?;
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
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
