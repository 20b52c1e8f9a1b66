//! A chat in which no guest waits for a slow one, with two threads for each.

use socket2::SockRef;
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TrySendError, sync_channel};
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

/// The end of a guest's queue into which the room puts lines.
type Queue = std::sync::mpsc::SyncSender<Arc<str>>;

/// What the room is told of a guest, by its number.
enum News {
    Joined(usize, Queue),
    Said(usize, String),
    Left(usize),
}

type ToRoom = std::sync::mpsc::SyncSender<News>;

/// Serves so many guests. What ends one guest does not end the server.
fn serve(listener: TcpListener, number: usize, silence: Duration) -> io::Result<()> {
    let (news, heard) = sync_channel(QUEUE);
    // Each guest's thread holds a clone, so the count says how many there are.
    let places = Arc::new(());
    thread::scope(|s| {
        thread::Builder::new().spawn_scoped(s, || room(heard))?;
        let news = news;
        for number in 1..=number {
            while Arc::strong_count(&places) > MOST {
                thread::sleep(PAUSE);
            }
            let (stream, news) = (next_guest(&listener), news.clone());
            let place = Arc::clone(&places);
            let serve_one = move || {
                if let Err(error) = attend(number, &stream, &news, silence) {
                    eprintln!("no second thread for a guest: {error}");
                }
                drop(place);
            };
            if let Err(error) = thread::Builder::new().spawn_scoped(s, serve_one) {
                eprintln!("no thread for a guest: {error}");
            }
        }
        Ok(())
    })
}

fn attend(who: usize, stream: &TcpStream, news: &ToRoom, silence: Duration) -> io::Result<()> {
    let (queue, lines) = sync_channel(QUEUE);
    thread::scope(|s| {
        thread::Builder::new().spawn_scoped(s, || {
            let _ = tell(stream, lines);
            // Ends `hear`, which waits for the guest to say something.
            stream.shutdown(Shutdown::Both)
        })?;
        let _ = news.send(News::Joined(who, queue));
        let _ = hear(who, stream, news, silence);
        // Ends `tell`, which may be in `write`.
        let _ = stream.shutdown(Shutdown::Both);
        let _ = news.send(News::Left(who));
        Ok(())
    })
}

/// Tells all what one guest says, until it leaves, is silent, or does not end a line.
fn hear(who: usize, stream: &TcpStream, news: &ToRoom, silence: Duration) -> io::Result<()> {
    let end = Instant::now();
    let mut from = BufReader::new(Until { stream, end });
    loop {
        from.get_mut().end = Instant::now() + silence;
        let mut line = Vec::new();
        from.by_ref().take(LONGEST).read_until(b'\n', &mut line)?;
        if !line.ends_with(b"\n") {
            return Ok(());
        }
        let line = String::from_utf8_lossy(&line).into_owned();
        let _ = news.send(News::Said(who, line));
    }
}

/// Writes to one guest what is in its queue.
fn tell(mut stream: &TcpStream, lines: Receiver<Arc<str>>) -> io::Result<()> {
    // The queue ends when the room has dropped its end of it, and so this guest.
    for line in lines.into_iter().chain(["* you are too slow\n".into()]) {
        let (mut unsent, end) = (line.as_bytes(), Instant::now() + PATIENCE);
        while !unsent.is_empty() {
            stream.set_write_timeout(left(end)?)?;
            let sent = stream.write(unsent)?;
            unsent = &unsent[sent..];
        }
    }
    Ok(())
}

/// Owns all queues and waits for no guest. If a queue is full, its guest is dropped.
fn room(heard: Receiver<News>) {
    let mut queues = BTreeMap::<usize, Queue>::new();
    let is_full = |end| matches!(end, Err(TrySendError::Full(_)));
    while let Ok(news) = heard.recv() {
        let line = match news {
            News::Joined(who, queue) => {
                queues.insert(who, queue);
                format!("* guest {who} joined\n")
            }
            News::Said(who, line) if queues.contains_key(&who) => format!("guest {who}: {line}"),
            News::Left(who) if queues.remove(&who).is_some() => format!("* guest {who} left\n"),
            // This guest was dropped before.
            _ => continue,
        };
        let mut next = Some(line);
        while let Some(line) = next.take() {
            let line: Arc<str> = line.into();
            let slow = queues.extract_if(.., |_, queue| is_full(queue.try_send(line.clone())));
            let slow: Vec<_> = slow.map(|(who, _)| format!("guest {who}")).collect();
            // One line for all of them: a line for each could fill other queues.
            if !slow.is_empty() {
                next = Some(format!("* too slow: {}\n", slow.join(", ")));
            }
        }
        // Lines that came faster would fill even the queues of guests who read.
        if queues.len() > 1 {
            thread::sleep(REST);
        }
    }
}

/// The next guest. When the system refuses, this waits a moment and tries again.
fn next_guest(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept() {
            Ok((stream, _)) => return stream,
            Err(error) => eprintln!("accept: {error}"),
        }
        thread::sleep(PAUSE);
    }
}

/// Reads until `end`, and not longer.
struct Until<'a> {
    stream: &'a TcpStream,
    end: Instant,
}

impl Read for Until<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(left(self.end)?)?;
        self.stream.read(buffer)
    }
}

/// How long the next call may wait, if all must be over at `end`.
fn left(end: Instant) -> io::Result<Option<Duration>> {
    match end.saturating_duration_since(Instant::now()) {
        Duration::ZERO => Err(ErrorKind::TimedOut.into()),
        left => Ok(Some(left)),
    }
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
