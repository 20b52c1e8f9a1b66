//! One thread serves three clients with blocking calls, one after the other.

use std::env;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long one `read` may wait.
const STAY: Duration = Duration::from_secs(5);
/// A client whose line has more bytes than this has no answer.
const MOST: u64 = 100;
/// How long the thread sleeps when the system refuses a client.
const PAUSE: Duration = Duration::from_millis(50);

fn main() -> io::Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    if let [_clients, address] = &args[..] {
        return clients(address);
    }
    perform(TcpListener::bind("127.0.0.1:0")?)
}

/// Serves so many clients. An error ends one client alone.
fn serve(listener: &TcpListener, number: usize) -> io::Result<()> {
    let mut served = 0;
    while served < number {
        match listener.accept() {
            Ok((stream, _)) => {
                served += 1;
                if let Err(error) = answer(stream) {
                    eprintln!("a client: {}", error.kind());
                }
            }
            Err(error) => {
                eprintln!("accept: {error}");
                thread::sleep(PAUSE);
            }
        }
    }
    Ok(())
}

fn answer(mut stream: TcpStream) -> io::Result<()> {
    stream.set_read_timeout(Some(STAY))?;
    stream.set_write_timeout(Some(STAY))?;
    let mut said = String::new();
    BufReader::new(&stream).take(MOST).read_line(&mut said)?;
    let Some(name) = said.strip_suffix('\n') else {
        return Err(ErrorKind::InvalidData.into());
    };
    stream.write_all(format!("hello {name}\n").as_bytes())?;
    println!("{name} is answered");
    Ok(())
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
