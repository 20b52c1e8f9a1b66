//! A server that sends every byte back, with a task for each client, with async-std.

use async_std::io::{ReadExt, WriteExt};
use async_std::{net, task};
use futures::future::join_all;
use socket2::SockRef;
use std::env;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const CLIENTS: usize = 20;
const QUESTIONS: u64 = 5;

fn main() -> io::Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    match &args[..] {
        [_clients, address, number] => clients(address, number.parse().unwrap_or(CLIENTS)),
        [number] => serve(number.parse().unwrap_or(CLIENTS)),
        _ => serve(CLIENTS),
    }
}

fn serve(number: usize) -> io::Result<()> {
    task::block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        // Places for clients to wait in until they are accepted; the system would be asked for 128.
        SockRef::from(&listener).listen(1024)?;
        let listener = net::TcpListener::from(listener);
        let clients = start_clients(listener.local_addr()?, number)?;
        let mut connections = Vec::new();
        for _ in 0..number {
            let (stream, _) = listener.accept().await?;
            connections.push(task::spawn(echo(stream)));
        }
        let ends = join_all(connections).await;
        report(clients, &ends)
    })
}

async fn echo(mut stream: net::TcpStream) -> io::Result<()> {
    let mut buffer = [0; 4096];
    loop {
        let read = stream.read(&mut buffer).await?;
        if read == 0 {
            return Ok(());
        }
        stream.write_all(&buffer[..read]).await?;
    }
}

/// Starts this program again as the clients, so that the server has its process to itself.
fn start_clients(address: SocketAddr, number: usize) -> io::Result<Child> {
    let mut command = Command::new(env::current_exe()?);
    command.args(["clients", &address.to_string(), &number.to_string()]);
    command.stdout(Stdio::piped()).spawn()
}

/// Prints what the clients said, and how their connections ended.
fn report(clients: Child, ends: &[io::Result<()>]) -> io::Result<()> {
    let said = clients.wait_with_output()?.stdout;
    print!("{}", String::from_utf8_lossy(&said));
    let resets = ends.iter().filter(|end| end.is_err()).count();
    println!("{} clients served, {resets} of them reset", ends.len());
    Ok(())
}

/// The same whatever the server is: blocking, a thread for each client.
fn clients(address: &str, number: usize) -> io::Result<()> {
    let start = Instant::now();
    // The slow client is there before all others.
    let first = TcpStream::connect(address)?;
    thread::scope(|s| {
        let slow = s.spawn(move || ask(start, first, Duration::from_millis(50)));
        let half_closed = s.spawn(|| half_close(TcpStream::connect(address)?));
        let reset = s.spawn(|| reset(TcpStream::connect(address)?));
        let ask_at_once = || ask(start, TcpStream::connect(address)?, Duration::ZERO);
        let others: Vec<_> = (3..number).map(|_| s.spawn(ask_at_once)).collect();
        let mut waits = Vec::new();
        for other in others {
            waits.extend(other.join().unwrap()?);
        }
        let rate = waits.len() as f64 / start.elapsed().as_secs_f64();
        waits.sort();
        let ms = |wait: Duration| wait.as_secs_f64() * 1000.0;
        let (median, longest) = (ms(waits[waits.len() / 2]), ms(waits[waits.len() - 1]));
        println!("{} answers, {rate:.0} a second", waits.len());
        println!("half of them within {median:.2} ms, the last within {longest:.2} ms");
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

/// Asks one question after the other, and says how long each answer took; the first since `start`.
fn ask(start: Instant, mut stream: TcpStream, pause: Duration) -> io::Result<Vec<Duration>> {
    let mut waits = Vec::new();
    let mut asked = start;
    for question in 0..QUESTIONS {
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

/// Says all that it has to say, ends that direction, and only then begins to read.
fn half_close(mut stream: TcpStream) -> io::Result<usize> {
    let question = [7; 65_536];
    stream.write_all(&question)?;
    stream.shutdown(Shutdown::Write)?;
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer)?;
    assert_eq!(answer, question);
    Ok(read)
}

/// Closes with an answer unread, which the system tells the server as a reset.
fn reset(mut stream: TcpStream) -> io::Result<usize> {
    stream.write_all(b"?")?;
    stream.peek(&mut [0])
}
