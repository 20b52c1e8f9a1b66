//! One thread serves three clients. It asks each socket in turn, and blocks in none.

use std::env;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long a client may stay.
const STAY: Duration = Duration::from_secs(5);
/// A client whose line has more bytes than this has no answer.
const MOST: usize = 100;
/// How long the thread sleeps when no socket was ready.
const PAUSE: Duration = Duration::from_millis(5);

fn main() -> io::Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    if let [_clients, address] = &args[..] {
        return clients(address);
    }
    perform(TcpListener::bind("127.0.0.1:0")?)
}

struct Client {
    stream: TcpStream,
    said: Vec<u8>,
    end: Instant,
}

/// Serves so many clients. An error ends one client alone.
fn serve(listener: &TcpListener, number: usize) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let mut clients = Vec::new();
    let (mut served, mut rounds, mut in_vain) = (0, 0, 0);
    while served < number {
        let mut was_ready = true;
        match accept(listener) {
            Ok(client) => clients.push(client),
            Err(error) if error.kind() == ErrorKind::WouldBlock => was_ready = false,
            Err(error) => {
                eprintln!("accept: {error}");
                was_ready = false;
            }
        }
        let mut left = Vec::new();
        for mut client in clients {
            let answered = ask(&mut client);
            let in_vain = matches!(&answered, Err(e) if e.kind() == ErrorKind::WouldBlock);
            was_ready |= !in_vain;
            match answered {
                Ok(true) => served += 1,
                Ok(false) => left.push(client),
                Err(_) if in_vain => left.push(client),
                Err(error) => {
                    served += 1;
                    eprintln!("a client: {}", error.kind());
                }
            }
        }
        clients = left;
        rounds += 1;
        if !was_ready {
            in_vain += 1;
            thread::sleep(PAUSE);
        }
    }
    println!("asked all sockets {rounds} times, {in_vain} times in vain");
    Ok(())
}

fn accept(listener: &TcpListener) -> io::Result<Client> {
    let (stream, _) = listener.accept()?;
    stream.set_nonblocking(true)?;
    let (said, end) = (Vec::new(), Instant::now() + STAY);
    Ok(Client { stream, said, end })
}

/// Reads what has arrived. Says whether the client has its answer.
fn ask(client: &mut Client) -> io::Result<bool> {
    if Instant::now() > client.end {
        return Err(ErrorKind::TimedOut.into());
    }
    let mut buffer = [0; 32];
    let read = client.stream.read(&mut buffer)?;
    client.said.extend(&buffer[..read]);
    if read == 0 || client.said.len() > MOST {
        return Err(ErrorKind::InvalidData.into());
    }
    let Some(name) = client.said.strip_suffix(b"\n") else {
        return Ok(false);
    };
    let name = String::from_utf8_lossy(name);
    let answer = format!("hello {name}\n");
    // A first answer that is short has room in the socket's buffer.
    client.stream.write_all(answer.as_bytes())?;
    println!("{name} is answered");
    Ok(true)
}

// The stage, the same in both programs: the clients are this program again.

/// Starts the clients, serves them, and prints what they say.
fn perform(listener: TcpListener) -> io::Result<()> {
    let address = listener.local_addr()?.to_string();
    let mut clients = Command::new(env::current_exe()?);
    clients.args(["clients", &address]).stdout(Stdio::piped());
    let clients = clients.spawn()?;
    serve(&listener, CLIENTS.len())?;
    let said = clients.wait_with_output()?.stdout;
    print!("{}", String::from_utf8_lossy(&said));
    Ok(())
}

/// What each is called, and how long it waits before it says so, in ms.
const CLIENTS: [(&str, u64); 3] = [("ann", 250), ("bob", 50), ("cat", 150)];

/// Blocking code, with a thread for each client. They connect in this order.
fn clients(address: &str) -> io::Result<()> {
    let mut running = Vec::new();
    for (name, pause) in CLIENTS {
        let mut stream = TcpStream::connect(address)?;
        running.push(thread::spawn(move || -> io::Result<String> {
            thread::sleep(Duration::from_millis(pause));
            let asked = Instant::now();
            writeln!(stream, "{name}")?;
            let mut answer = String::new();
            BufReader::new(stream).read_line(&mut answer)?;
            let waited = asked.elapsed().as_millis();
            Ok(format!(
                "{name} heard {:?} after {waited} ms",
                answer.trim()
            ))
        }));
    }
    for client in running {
        println!("{}", client.join().expect("a client does not panic")?);
    }
    Ok(())
}
