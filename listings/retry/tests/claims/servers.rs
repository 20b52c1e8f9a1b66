//! Servers that do not do what they should. Plain blocking code.

use observe::Program;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

const ANSWER: &[u8] = b"good morning\n";

pub type Answer = fn(&mut TcpStream) -> io::Result<()>;

/// The ways in which a server can be bad.
pub const BAD: [(&str, Answer); 7] = [
    ("hangs up", |_| Ok(())),
    ("resets", |client| {
        // A reset, and not an end: something was sent and not read.
        socket2::SockRef::from(&*client).set_linger(Some(Duration::ZERO))
    }),
    ("leaves after a word", |client| {
        client.write_all(&ANSWER[..5])
    }),
    ("leaves in its last line", |client| {
        client.write_all(&ANSWER[..ANSWER.len() - 1])
    }),
    ("has no end", |client| {
        loop {
            client.write_all(&[b'x'; 4096])?;
        }
    }),
    ("says nothing", |client| client.read(&mut [0]).map(drop)),
    ("says a byte now and then", |client| {
        // Sooner than any time-out of a read, and for longer than that of the whole.
        for byte in ANSWER {
            client.write_all(&[*byte])?;
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }),
];

/// Starts a server that does this to each client.
pub fn server(to: Answer) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for client in listener.incoming() {
            let mut client = client.unwrap();
            thread::spawn(move || to(&mut client));
        }
    });
    address
}

/// An address where no server listens.
pub fn nobody() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap()
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
