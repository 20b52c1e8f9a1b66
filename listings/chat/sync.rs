//! A chat in which nobody waits for a slow guest, on one thread that looks at each guest in turn.

use socket2::SockRef;
use std::io::{self, BufRead, BufReader, ErrorKind, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, mem, thread};

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

struct Guest {
    number: usize,
    stream: BufReader<TcpStream>,
    said: Vec<u8>,
    unsent: Vec<u8>,
    dropped: Option<Instant>,
}

/// What is said in one round is told in the next.
fn serve(listener: TcpListener, number: usize) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let (mut guests, mut accepted, mut news) = (Vec::new(), 0, Vec::new());
    while accepted < number || !guests.is_empty() {
        let told = mem::take(&mut news);
        guests.retain_mut(|guest| turn(guest, &told, &mut news));
        if let Ok((stream, _)) = listener.accept() {
            stream.set_nonblocking(true)?;
            accepted += 1;
            news.extend(format!("* guest {accepted} joined\n").bytes());
            guests.push(Guest {
                number: accepted,
                stream: BufReader::new(stream),
                said: Vec::new(),
                unsent: Vec::new(),
                dropped: None,
            });
        }
        thread::sleep(Duration::from_millis(1));
    }
    Ok(())
}

/// False if it was this guest's last.
fn turn(guest: &mut Guest, told: &[u8], news: &mut Vec<u8>) -> bool {
    if guest.dropped.is_none() {
        guest.unsent.extend(told);
    }
    let waits = talk(guest, news).is_err_and(|error| error.kind() == ErrorKind::WouldBlock);
    if let Some(dropped) = guest.dropped {
        return !guest.unsent.is_empty() && dropped.elapsed() < PATIENCE;
    }
    if !waits {
        news.extend(format!("* guest {} left\n", guest.number).bytes());
    } else if guest.unsent.iter().filter(|byte| **byte == b'\n').count() > QUEUE {
        news.extend(format!("* guest {} is too slow\n", guest.number).bytes());
        guest.unsent.extend(b"* you are too slow\n");
        guest.dropped = Some(Instant::now());
    }
    waits
}

fn talk(guest: &mut Guest, news: &mut Vec<u8>) -> io::Result<()> {
    let sent = guest.stream.get_mut().write(&guest.unsent)?;
    guest.unsent.drain(..sent);
    while guest.dropped.is_none() && guest.stream.read_until(b'\n', &mut guest.said)? > 0 {
        let line = String::from_utf8_lossy(&guest.said);
        let line = line.trim_end_matches('\n');
        news.extend(format!("guest {}: {line}\n", guest.number).bytes());
        guest.said.clear();
    }
    Ok(())
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
