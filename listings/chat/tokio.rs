//! A chat in which nobody waits for a slow guest, with a task for each, on one thread, with tokio.

use socket2::SockRef;
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, ErrorKind, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use std::{env, mem, thread};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt};
use tokio::sync::mpsc::{channel, error::TrySendError};
use tokio::{net, select, task::JoinSet, time::timeout};

/// How many lines may wait for a guest, and how long it may let one wait.
const QUEUE: usize = 8;
const PATIENCE: Duration = Duration::from_secs(3);

fn main() -> io::Result<()> {
    let number = |place| env::args().nth(place).and_then(|text| text.parse().ok());
    let (quick, nap_ms) = (number(1).unwrap_or(3), number(2).unwrap_or(150));
    if let Some(address) = env::args().nth(3) {
        return clients(&address, quick, nap_ms);
    }
    let listener = TcpListener::bind("127.0.0.1:0")?;
    // What it accepts has these too: a line leaves at once, and the system keeps few for a guest.
    SockRef::from(&listener).set_tcp_nodelay(true)?;
    SockRef::from(&listener).set_send_buffer_size(32_768)?;
    let mut clients = Command::new(env::current_exe()?);
    clients.args([quick, nap_ms].map(|number| number.to_string()));
    clients.arg(listener.local_addr()?.to_string());
    let clients = clients.stdout(Stdio::piped()).spawn()?;
    serve(listener, quick + 1)?;
    let said = clients.wait_with_output()?.stdout;
    print!("{}", String::from_utf8_lossy(&said));
    Ok(())
}

type Room = BTreeMap<usize, tokio::sync::mpsc::Sender<String>>;

#[tokio::main(flavor = "current_thread")]
async fn serve(listener: TcpListener, number: usize) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = net::TcpListener::from_std(listener)?;
    let room = Arc::new(Mutex::new(Room::new()));
    let mut guests = JoinSet::new();
    for number in 1..=number {
        let (stream, _) = listener.accept().await?;
        let room = Arc::clone(&room);
        guests.spawn(async move {
            let _ = attend(number, stream, &room).await;
            if room.lock().unwrap().remove(&number).is_some() {
                send(&room, format!("* guest {number} left\n"));
            }
        });
    }
    guests.join_all().await;
    Ok(())
}

async fn attend(number: usize, mut stream: net::TcpStream, room: &Mutex<Room>) -> io::Result<()> {
    let (queue, mut lines) = channel(QUEUE);
    room.lock().unwrap().insert(number, queue);
    send(room, format!("* guest {number} joined\n"));
    let (said, mut stream) = stream.split();
    let mut said = tokio::io::BufReader::new(said).lines();
    loop {
        select! {
            // Its queue comes first: once dropped, a guest is not heard any more.
            biased;
            line = lines.recv() => {
                let Some(line) = line else { break };
                timeout(PATIENCE, stream.write_all(line.as_bytes())).await??;
            }
            line = said.next_line() => {
                let line = line?.ok_or(ErrorKind::UnexpectedEof)?;
                send(room, format!("guest {number}: {line}\n"));
            }
        }
    }
    // The other end of the queue was dropped, and so was this guest.
    timeout(PATIENCE, stream.write_all(b"* you are too slow\n")).await?
}

/// Nobody waits here: a guest whose queue is full is dropped, and its queue with it.
fn send(room: &Mutex<Room>, line: String) {
    let is_full = |end| matches!(end, Err(TrySendError::Full(_)));
    let mut guests = room.lock().unwrap();
    let mut lines = vec![line];
    while let Some(line) = lines.pop() {
        let slow = guests.extract_if(.., |_, queue| is_full(queue.try_send(line.clone())));
        lines.extend(slow.map(|(number, _)| format!("* guest {number} is too slow\n")));
    }
}

/// Guests who talk and listen, and a last one who does not listen until all is said and it has slept.
fn clients(address: &str, quick: usize, nap_ms: usize) -> io::Result<()> {
    let mut guests = Vec::new();
    for number in 1..=quick + 1 {
        guests.push(BufReader::new(TcpStream::connect(address)?));
        let joined = hear(&mut guests, format!("* guest {number} joined\n"))?;
        print!("{joined}");
    }
    let slow = guests.pop().expect("one more than the quick ones");
    SockRef::from(slow.get_ref()).set_recv_buffer_size(32_768)?;
    let mut longest: f64 = 0.0;
    for (line, speaker) in (1..=24).zip((0..quick).cycle()) {
        let start = Instant::now();
        let text = format!("line {line}{}\n", " and so on".repeat(2000));
        guests[speaker].get_mut().write_all(text.as_bytes())?;
        hear(&mut guests, format!("guest {}: {text}", speaker + 1))?;
        longest = longest.max(start.elapsed().as_secs_f64() * 1000.0);
    }
    println!("24 lines, each heard by all within {longest:.2} ms");
    thread::sleep(Duration::from_millis(nap_ms as u64));
    let missed = io::read_to_string(slow)?;
    let lines = missed.lines().count();
    let last = missed.lines().last().unwrap_or("nothing");
    println!("the slow guest has {lines} lines to read, at the end: {last:.20}");
    for number in (2..=quick).rev() {
        guests.pop();
        let left = hear(&mut guests, format!("* guest {number} left\n"))?;
        print!("{left}");
    }
    Ok(())
}

/// All read until this line comes, which is returned, and print what comes before it.
fn hear(guests: &mut [BufReader<TcpStream>], wanted: String) -> io::Result<String> {
    for guest in guests {
        let mut line = String::new();
        while line != wanted {
            print!("{}", mem::take(&mut line));
            assert!(guest.read_line(&mut line)? > 0, "{wanted:.20} is missing");
        }
    }
    Ok(wanted)
}
