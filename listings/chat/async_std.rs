//! A chat in which no guest waits for a slow one, with a task for each, with async-std.

use async_lock::Semaphore;
use async_std::channel::{Receiver, Sender, TrySendError, bounded};
use async_std::io::prelude::BufReadExt;
use async_std::io::{ReadExt, WriteExt, timeout};
use async_std::{net, task};
use futures::future::select;
use socket2::SockRef;
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::pin::pin;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use std::{env, mem, thread};

/// How many guests there may be, how many lines may wait for each, and the longest line.
const MOST: usize = 500;
const QUEUE: usize = 16;
const LONGEST: u64 = 32_768;
/// How long a guest may let a line wait, and how long it may say no line.
const PATIENCE: Duration = Duration::from_secs(3);
const SILENCE: Duration = Duration::from_secs(600);
/// The rest after each line, and after an `accept` that the system refused.
const REST: Duration = Duration::from_millis(2);
const PAUSE: Duration = Duration::from_millis(50);

fn main() -> io::Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    let number = |place: usize| args.get(place).and_then(|text| text.parse().ok());
    if let [_guests, address, _, _] = &args[..] {
        return guests(address, number(2).unwrap_or(3), number(3).unwrap_or(150));
    }
    let listener = TcpListener::bind("127.0.0.1:0")?;
    // Each connection inherits these: a line leaves immediately, and the system keeps little.
    SockRef::from(&listener).set_tcp_nodelay(true)?;
    SockRef::from(&listener).set_send_buffer_size(32_768)?;
    if args.first().is_none_or(|arg| arg != "open") {
        return perform(listener, number(0).unwrap_or(3), number(1).unwrap_or(150));
    }
    // By hand: open to all, until it is killed. A guest may be silent for so many milliseconds.
    println!("open: {}", listener.local_addr()?);
    let silence = number(1).map(|ms| Duration::from_millis(ms as u64));
    serve(listener, usize::MAX, silence.unwrap_or(SILENCE))
}

struct Room {
    queues: BTreeMap<usize, Sender<Arc<str>>>,
    /// Before this moment, no line is put into the queues.
    next: Instant,
}

/// Serves so many guests. What ends one guest does not end the server.
/// `block_on` blocks, so no async code may call this.
fn serve(listener: TcpListener, number: usize, silence: Duration) -> io::Result<()> {
    task::block_on(async {
        let listener = net::TcpListener::from(listener);
        let room = Arc::new(Mutex::new(Room {
            queues: BTreeMap::new(),
            next: Instant::now(),
        }));
        let places = Arc::new(Semaphore::new(MOST));
        for number in 1..=number {
            let place = places.acquire_arc().await;
            let stream = next_guest(&listener).await;
            let room = Arc::clone(&room);
            task::spawn(async move {
                attend(number, stream, &room, silence).await;
                drop(place);
            });
        }
        // All places are free when the last guest has left.
        for _ in 0..MOST {
            places.acquire().await.forget();
        }
        Ok(())
    })
}

async fn attend(number: usize, stream: net::TcpStream, room: &Mutex<Room>, silence: Duration) {
    let (queue, lines) = bounded(QUEUE);
    room.lock().unwrap().queues.insert(number, queue);
    say(room, format!("* guest {number} joined\n")).await;
    let hear = pin!(hear(number, &stream, room, silence));
    select(hear, pin!(tell(&stream, lines))).await;
    if room.lock().unwrap().queues.remove(&number).is_some() {
        say(room, format!("* guest {number} left\n")).await;
    }
}

/// Says what one guest says, until the guest leaves, is silent for too long, or does not end a line.
async fn hear(
    number: usize,
    from: &net::TcpStream,
    room: &Mutex<Room>,
    silence: Duration,
) -> io::Result<()> {
    let mut from = async_std::io::BufReader::new(from);
    loop {
        let mut line = Vec::new();
        let mut part = (&mut from).take(LONGEST);
        timeout(silence, part.read_until(b'\n', &mut line)).await?;
        if !line.ends_with(b"\n") {
            return Ok(());
        }
        // A guest that was dropped is not heard any more.
        if room.lock().unwrap().queues.contains_key(&number) {
            let line = String::from_utf8_lossy(&line);
            say(room, format!("guest {number}: {line}")).await;
        }
    }
}

/// Writes to one guest what is in its queue.
async fn tell(mut to: &net::TcpStream, lines: Receiver<Arc<str>>) -> io::Result<()> {
    while let Ok(line) = lines.recv().await {
        timeout(PATIENCE, to.write_all(line.as_bytes())).await?;
    }
    // The queue has ended: `send` has dropped the other end of it.
    timeout(PATIENCE, to.write_all(b"* you are too slow\n")).await
}

async fn say(room: &Mutex<Room>, line: String) {
    task::sleep(turn(room)).await;
    send(room, line);
}

/// How long a line has to wait for its turn. Lines that follow each other too fast would
/// fill the queues of guests who do read.
fn turn(room: &Mutex<Room>) -> Duration {
    let mut room = room.lock().unwrap();
    let now = Instant::now();
    let wait = room.next.saturating_duration_since(now);
    if room.queues.len() > 1 {
        room.next = now + wait + REST;
    }
    wait
}

/// Waits for no guest: if its queue is full, the guest is dropped, and the queue with it.
fn send(room: &Mutex<Room>, line: String) {
    let is_full = |end| matches!(end, Err(TrySendError::Full(_)));
    let mut room = room.lock().unwrap();
    let mut next = Some(line);
    while let Some(line) = next.take() {
        let line: Arc<str> = line.into();
        let slow = room
            .queues
            .extract_if(.., |_, queue| is_full(queue.try_send(line.clone())));
        let slow: Vec<_> = slow.map(|(number, _)| format!("guest {number}")).collect();
        // One line for all of them: a line for each could fill the queues of the others.
        if !slow.is_empty() {
            next = Some(format!("* too slow: {}\n", slow.join(", ")));
        }
    }
}

/// The next guest. When the system refuses, this waits a moment and tries again.
async fn next_guest(listener: &net::TcpListener) -> net::TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            Err(error) => eprintln!("accept: {error}"),
        }
        task::sleep(PAUSE).await;
    }
}

// The stage, the same in all models: the guests are this program again, in a process of their own.

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

/// Quick guests, and a last one that reads nothing until all is said and it has slept.
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

/// All read until they get this line, which is returned, and print the lines before it.
fn all_hear(guests: &mut [BufReader<TcpStream>], wanted: String) -> io::Result<String> {
    for guest in guests {
        let mut line = String::new();
        while line != wanted {
            print!("{}", mem::take(&mut line));
            assert!(guest.read_line(&mut line)? > 0, "{wanted:.20} is missing");
        }
    }
    Ok(wanted)
}
