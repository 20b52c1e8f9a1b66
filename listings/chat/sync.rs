//! A chat in which no guest waits for a slow one, on one thread that asks all in turn.

use socket2::SockRef;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, mem, thread};

/// How many guests there may be, how many lines may wait for each, the longest line.
const MOST: usize = 500;
const QUEUE: usize = 16;
const LONGEST: u64 = 32_768;
/// How long a guest may let a line wait, and how long it may say no line.
const PATIENCE: Duration = Duration::from_secs(3);
const SILENCE: Duration = Duration::from_secs(600);
/// The rest after each line, or each round, and after an `accept` that fails.
const REST: Duration = Duration::from_millis(2);
const PAUSE: Duration = Duration::from_millis(50);

fn main() -> io::Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    let number = |place: usize| args.get(place).and_then(|text| text.parse().ok());
    if let [_guests, address, _, _] = &args[..] {
        return guests(address, number(2).unwrap_or(3), number(3).unwrap_or(150));
    }
    let listener = TcpListener::bind("127.0.0.1:0")?;
    // Connections inherit both: lines leave immediately, and the system keeps little.
    SockRef::from(&listener).set_tcp_nodelay(true)?;
    SockRef::from(&listener).set_send_buffer_size(32_768)?;
    if args.first().is_none_or(|arg| arg != "open") {
        return perform(listener, number(0).unwrap_or(3), number(1).unwrap_or(150));
    }
    // By hand: open to all until you kill it. Guests may be silent so many milliseconds.
    println!("open: {}", listener.local_addr()?);
    let silence = number(1).map(|ms| Duration::from_millis(ms as u64));
    serve(listener, usize::MAX, silence.unwrap_or(SILENCE))
}

struct Guest {
    number: usize,
    stream: BufReader<TcpStream>,
    /// A line that it has not ended yet, and when it ended the one before.
    said: Vec<u8>,
    heard: Instant,
    /// What could not be written yet, and since when its first line waits.
    unsent: Vec<u8>,
    waits: Instant,
    dropped: bool,
}

/// Serves so many guests, in rounds. In each round it tells all guests what it heard in
/// the round before.
fn serve(listener: TcpListener, number: usize, silence: Duration) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let (mut guests, mut accepted, mut news) = (Vec::new(), 0, Vec::new());
    let mut retry = Instant::now();
    while accepted < number || !guests.is_empty() {
        let told = mem::take(&mut news);
        guests.retain_mut(|guest| stays(guest, &told, &mut news, silence));
        while accepted < number && guests.len() < MOST && retry <= Instant::now() {
            match accept(&listener) {
                Ok(stream) => {
                    accepted += 1;
                    news.extend(format!("* guest {accepted} joined\n").bytes());
                    guests.push(Guest {
                        number: accepted,
                        stream: BufReader::new(stream),
                        said: Vec::new(),
                        heard: Instant::now(),
                        unsent: Vec::new(),
                        waits: Instant::now(),
                        dropped: false,
                    });
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => {
                    eprintln!("accept: {error}");
                    retry = Instant::now() + PAUSE;
                }
            }
        }
        // Lines that came faster would fill even the queues of guests who read.
        if guests.len() > 1 || news.is_empty() {
            thread::sleep(REST);
        }
    }
    Ok(())
}

fn accept(listener: &TcpListener) -> io::Result<TcpStream> {
    let (stream, _) = listener.accept()?;
    stream.set_nonblocking(true)?;
    Ok(stream)
}

/// One guest's part of a round. False if it was this guest's last.
fn stays(guest: &mut Guest, told: &[u8], news: &mut Vec<u8>, silence: Duration) -> bool {
    if !guest.dropped {
        guest.unsent.extend(told);
    }
    let end = tell(guest).and_then(|()| hear(guest, news));
    let in_time = guest.waits.elapsed() < PATIENCE && guest.heard.elapsed() < silence;
    let here = end.is_ok() && in_time;
    if guest.dropped {
        return here && !guest.unsent.is_empty();
    }
    if !here {
        news.extend(format!("* guest {} left\n", guest.number).bytes());
    } else if guest.unsent.iter().filter(|byte| **byte == b'\n').count() > QUEUE {
        news.extend(format!("* too slow: guest {}\n", guest.number).bytes());
        guest.unsent.extend(b"* you are too slow\n");
        guest.dropped = true;
    }
    here
}

/// Writes as much as the system takes now.
fn tell(guest: &mut Guest) -> io::Result<()> {
    while !guest.unsent.is_empty() {
        let sent = match guest.stream.get_mut().write(&guest.unsent) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
            end => end?,
        };
        if guest.unsent.drain(..sent).any(|byte| byte == b'\n') {
            guest.waits = Instant::now();
        }
    }
    guest.waits = Instant::now();
    Ok(())
}

/// Reads one line at most, so that the others have time to read it.
fn hear(guest: &mut Guest, news: &mut Vec<u8>) -> io::Result<()> {
    let left = LONGEST - guest.said.len() as u64;
    let from = guest.stream.by_ref();
    match from.take(left).read_until(b'\n', &mut guest.said) {
        Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
        end => end?,
    };
    if !guest.said.ends_with(b"\n") {
        // The guest has left, or its line is too long.
        return Err(ErrorKind::InvalidData.into());
    }
    if !guest.dropped {
        let line = String::from_utf8_lossy(&guest.said);
        news.extend(format!("guest {}: {line}", guest.number).bytes());
    }
    guest.said.clear();
    guest.heard = Instant::now();
    Ok(())
}

// The stage, the same in all models: the guests are this program again.

/// Sends in the guests, serves them, and prints what they say.
fn perform(listener: TcpListener, quick: usize, nap_ms: usize) -> io::Result<()> {
    let mut guests = Command::new(env::current_exe()?);
    guests.args(["guests", &listener.local_addr()?.to_string()]);
    guests.args([quick, nap_ms].map(|number| number.to_string()));
    let guests = guests.stdout(Stdio::piped()).spawn()?;
    serve(listener, quick + 1, SILENCE)?;
    let said = guests.wait_with_output()?.stdout;
    print!("{}", String::from_utf8_lossy(&said));
    Ok(())
}

/// Quick guests, and a last one that reads nothing until all is said, and sleeps on.
fn guests(address: &str, quick: usize, nap_ms: usize) -> io::Result<()> {
    let mut guests = Vec::new();
    for number in 1..=quick + 1 {
        guests.push(BufReader::new(TcpStream::connect(address)?));
        let joined = all_hear(&mut guests, format!("* guest {number} joined\n"))?;
        print!("{joined}");
    }
    let slow = guests.pop().expect("one more than the quick ones");
    SockRef::from(slow.get_ref()).set_recv_buffer_size(32_768)?;
    let mut longest: f64 = 0.0;
    for (line, speaker) in (1..=36).zip((0..quick).cycle()) {
        let start = Instant::now();
        let text = format!("line {line}{}\n", " and so on".repeat(2000));
        guests[speaker].get_mut().write_all(text.as_bytes())?;
        all_hear(&mut guests, format!("guest {}: {text}", speaker + 1))?;
        longest = longest.max(start.elapsed().as_secs_f64() * 1000.0);
    }
    println!("36 lines, each heard by all within {longest:.2} ms");
    thread::sleep(Duration::from_millis(nap_ms as u64));
    let missed = io::read_to_string(slow)?;
    let lines = missed.lines().count();
    let last = missed.lines().last().unwrap_or("nothing");
    println!("the slow guest has {lines} lines to read, at the end: {last:.20}");
    for number in (2..=quick).rev() {
        guests.pop();
        let left = all_hear(&mut guests, format!("* guest {number} left\n"))?;
        print!("{left}");
    }
    Ok(())
}

type Reader = BufReader<TcpStream>;

/// All read until they get this line, and print the lines before it.
fn all_hear(guests: &mut [Reader], wanted: String) -> io::Result<String> {
    for guest in guests {
        let mut line = String::new();
        while line != wanted {
            print!("{}", mem::take(&mut line));
            assert!(guest.read_line(&mut line)? > 0, "{wanted:.20} is missing");
        }
    }
    Ok(wanted)
}
