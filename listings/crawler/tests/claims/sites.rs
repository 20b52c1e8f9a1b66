//! Sites that do not do what they should. Plain blocking code.

use observe::Program;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A site and what it was asked for.
pub struct Site {
    pub address: SocketAddr,
    pub asked: Arc<Mutex<Vec<String>>>,
}

/// Starts a site: `answer` is given each client and the path that it asks for.
pub fn site(answer: impl Fn(TcpStream, &str) -> io::Result<()> + Send + Sync + 'static) -> Site {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let paths = Arc::clone(&asked);
    let answer = Arc::new(answer);
    thread::spawn(move || {
        for client in listener.incoming() {
            let client = client.unwrap();
            let (answer, paths) = (Arc::clone(&answer), Arc::clone(&paths));
            thread::spawn(move || {
                let mut reader = BufReader::new(&client);
                let (mut first, mut line) = (String::new(), String::new());
                reader.read_line(&mut first)?;
                while reader.read_line(&mut line)? > 2 {
                    line.clear();
                }
                let path = first.split(' ').nth(1).unwrap_or_default();
                paths.lock().unwrap().push(path.to_owned());
                answer(client, path)
            });
        }
    });
    Site { address, asked }
}

/// A whole answer, as it should be.
pub fn good(client: &mut TcpStream, links: &str) -> io::Result<()> {
    let length = links.len();
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    client.write_all((head + links).as_bytes())
}

/// The ways in which a page can be bad. Each path is what the page does.
pub const BAD: [&str; 9] = [
    "/hangs-up",
    "/resets",
    "/half-a-head",
    "/half-a-page",
    "/no-end",
    "/no-end-of-head",
    "/silent",
    "/a-byte-now-and-then",
    "/a-byte-of-head-now-and-then",
];

pub fn bad(mut client: TcpStream, path: &str) -> io::Result<()> {
    const HEAD: &str = "HTTP/1.1 200 OK\r\nConnection: close\r\n";
    const LONG: &str = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 999999999\r\n\r\n";
    let now_and_then = |client: &mut TcpStream| {
        // For longer than any time-out.
        for _ in 0..100 {
            client.write_all(b"x")?;
            thread::sleep(Duration::from_millis(30));
        }
        io::Result::Ok(())
    };
    match path {
        "/hangs-up" => Ok(()),
        "/resets" => socket2::SockRef::from(&client).set_linger(Some(Duration::ZERO)),
        "/half-a-head" => client.write_all(&HEAD.as_bytes()[..20]),
        "/half-a-page" => client.write_all((LONG.to_owned() + "/half").as_bytes()),
        "/no-end" => {
            client.write_all(LONG.as_bytes())?;
            loop {
                client.write_all(&[b' '; 8192])?;
            }
        }
        "/no-end-of-head" => {
            client.write_all(HEAD.as_bytes())?;
            loop {
                client.write_all(b"X-More: and more and more\r\n")?;
            }
        }
        "/silent" => client.read(&mut [0]).map(drop),
        "/a-byte-now-and-then" => {
            client.write_all(LONG.as_bytes())?;
            now_and_then(&mut client)
        }
        "/a-byte-of-head-now-and-then" => {
            client.write_all(b"HTTP/1.1 200 OK\r\nX-Slow: ")?;
            now_and_then(&mut client)
        }
        _ => good(&mut client, ""),
    }
}

/// Runs a listing's own servers while `clients` are their clients. `clients` is given the first line that they say,
/// with their addresses. Returns all that they said.
#[cfg(unix)]
pub fn stage(name: &'static str, binary: &str, clients: impl FnOnce(&str)) -> String {
    let file = |end: &str| {
        let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
        folder.join(format!("{name}-{}.{end}", std::process::id()))
    };
    let (input, said) = (file("in"), file("said"));
    let made = std::process::Command::new("mkfifo").arg(&input).status();
    assert!(made.unwrap().success());
    // Open at both ends, so that neither side waits. Its end is when this is dropped.
    let mut options = std::fs::OpenOptions::new();
    let open = options.read(true).write(true).open(&input).unwrap();
    let script = r#"exec "$0" serve <"$IN" >"$SAID""#;
    let program = Program::new(name, "/bin/sh")
        .arg("-c")
        .arg(script)
        .arg(binary);
    let program = program
        .env("IN", input.display().to_string())
        .env("SAID", said.display().to_string());
    thread::scope(|s| {
        let run = s.spawn(move || program.run());
        let line = loop {
            let text = std::fs::read_to_string(&said).unwrap_or_default();
            if let Some((line, _)) = text.split_once('\n') {
                break line.to_owned();
            }
            assert!(!run.is_finished(), "{name}: it named no address");
            thread::sleep(Duration::from_millis(5));
        };
        clients(&line);
        drop(open);
        assert!(run.join().unwrap().success(), "{name}");
    });
    let text = std::fs::read_to_string(&said).unwrap();
    let _ = std::fs::remove_file(input);
    let _ = std::fs::remove_file(said);
    text
}
