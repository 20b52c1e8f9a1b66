//! A server that sends every byte back, with a thread for each client.

use socket2::SockRef;
use std::env;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

/// How many clients are served at the same time.
const MOST: usize = 500;
/// How long a client may stay.
const STAY: Duration = Duration::from_secs(5);
/// How long the server waits before it tries again what the system refused.
const PAUSE: Duration = Duration::from_millis(50);

fn main() -> io::Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    if let [_clients, address, number] = &args[..] {
        return clients(address, number.parse().unwrap_or(20));
    }
    let listener = TcpListener::bind("127.0.0.1:0")?;
    // Clients wait in a queue until they are accepted. std asks for 128 places.
    SockRef::from(&listener).listen(1024)?;
    if args.first().is_none_or(|arg| arg != "open") {
        let number = args.first().and_then(|number| number.parse().ok());
        return perform(listener, number.unwrap_or(20));
    }
    // By hand: open to all until you kill it. Clients may stay so many milliseconds.
    println!("open: {}", listener.local_addr()?);
    let stay = args.get(1).and_then(|ms| ms.parse().ok());
    serve(
        listener,
        usize::MAX,
        stay.map_or(STAY, Duration::from_millis),
    )
}

/// Serves so many clients, each on its own thread. An error ends one client alone.
fn serve(listener: TcpListener, number: usize, stay: Duration) -> io::Result<()> {
    // Each thread holds a clone of this, so its count says how many there are.
    let places = Arc::new(());
    thread::scope(|s| {
        for _ in 0..number {
            while Arc::strong_count(&places) > MOST {
                thread::sleep(PAUSE);
            }
            let (stream, place) = (next_client(&listener), Arc::clone(&places));
            let end = Instant::now() + stay;
            let serve_one = move || {
                if let Err(error) = echo(stream, end) {
                    eprintln!("a client: {}", error.kind());
                }
                drop(place);
            };
            // Dropping the handle matters: with it, an ended thread keeps its stack.
            if let Err(error) = thread::Builder::new().spawn_scoped(s, serve_one) {
                eprintln!("no thread for a client: {error}");
            }
        }
    });
    Ok(())
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

fn echo(mut stream: TcpStream, end: Instant) -> io::Result<()> {
    // How long the next call may wait, since this client must be gone at `end`.
    let left = || match end.saturating_duration_since(Instant::now()) {
        Duration::ZERO => Err(io::Error::from(ErrorKind::TimedOut)),
        left => Ok(Some(left)),
    };
    let mut buffer = [0; 4096];
    loop {
        stream.set_read_timeout(left()?)?;
        let read = stream.read(&mut buffer)?;
        if read == 0 {
            return Ok(());
        }
        // `write_all` would have this time for each part that the system takes.
        let mut unsent = &buffer[..read];
        while !unsent.is_empty() {
            stream.set_write_timeout(left()?)?;
            let sent = stream.write(unsent)?;
            unsent = &unsent[sent..];
        }
    }
}

// The stage, the same in all models: the clients are this program again.

/// Starts the clients, serves them, and prints what they say.
fn perform(listener: TcpListener, number: usize) -> io::Result<()> {
    let mut clients = Command::new(env::current_exe()?);
    let address = listener.local_addr()?.to_string();
    clients.args(["clients", &address, &number.to_string()]);
    let clients = clients.stdout(Stdio::piped()).spawn()?;
    serve(listener, number, STAY)?;
    let said = clients.wait_with_output()?.stdout;
    print!("{}", String::from_utf8_lossy(&said));
    println!("all {number} clients have left");
    Ok(())
}

/// Blocking code, with a thread for each client.
fn clients(address: &str, number: usize) -> io::Result<()> {
    let start = Instant::now();
    // The slow client connects before all others.
    let first = TcpStream::connect(address)?;
    thread::scope(|s| {
        let slow = s.spawn(move || ask(start, first, Duration::from_millis(50)));
        let half_closed = s.spawn(|| half_close(TcpStream::connect(address)?));
        let reset = s.spawn(|| reset(TcpStream::connect(address)?));
        let quick = || ask(start, TcpStream::connect(address)?, Duration::ZERO);
        let quick: Vec<_> = (3..number).map(|_| s.spawn(quick)).collect();
        let mut waits = Waits::new();
        for client in quick {
            waits.extend(client.join().unwrap()?);
        }
        let rate = waits.len() as f64 / start.elapsed().as_secs_f64();
        waits.sort();
        let ms = |wait: Duration| wait.as_secs_f64() * 1000.0;
        let (half, last) = (ms(waits[waits.len() / 2]), ms(waits[waits.len() - 1]));
        println!("{} answers, {rate:.0} per second", waits.len());
        println!("half of them within {half:.2} ms, the last within {last:.2} ms");
        println!("the slow client: {} answers", slow.join().unwrap()?.len());
        println!(
            "the half-closed: {} bytes back",
            half_closed.join().unwrap()?
        );
        println!(
            "the one that resets: {} byte left unread",
            reset.join().unwrap()?
        );
        Ok(())
    })
}

type Waits = Vec<Duration>;

/// Asks five questions, and says how long each answer took, the first since `start`.
fn ask(start: Instant, mut stream: TcpStream, pause: Duration) -> io::Result<Waits> {
    let (mut waits, mut asked) = (Waits::new(), start);
    for question in 0..5u64 {
        let mut answer = [0; 8];
        stream.write_all(&question.to_be_bytes())?;
        stream.read_exact(&mut answer)?;
        assert_eq!(u64::from_be_bytes(answer), question);
        waits.push(asked.elapsed());
        thread::sleep(pause);
        asked = Instant::now();
    }
    Ok(waits)
}

/// Sends all that it has to send, ends that direction, and only then begins to read.
fn half_close(mut stream: TcpStream) -> io::Result<usize> {
    let question = [7; 65_536];
    stream.write_all(&question)?;
    stream.shutdown(Shutdown::Write)?;
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer)?;
    assert_eq!(answer, question);
    Ok(read)
}

/// Closes with an answer unread, so the system tells the server of a reset.
fn reset(mut stream: TcpStream) -> io::Result<usize> {
    stream.write_all(b"?")?;
    stream.peek(&mut [0])
}
