//! Mirrors that do not do what they should. Plain blocking code.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

pub const FILE: &[u8] = b"Slow\nand steady\nwins the race.\n-- mirror\n";

/// The ways in which a mirror can be bad.
pub const BAD: [(&str, fn(&mut TcpStream) -> io::Result<()>); 7] = [
    ("hangs up", |_| Ok(())),
    ("resets", |client| {
        // A reset, and not an end: something was sent and not read.
        socket2::SockRef::from(&*client).set_linger(Some(Duration::ZERO))
    }),
    ("leaves after a line", |client| client.write_all(&FILE[..5])),
    ("leaves in its last line", |client| {
        client.write_all(&FILE[..FILE.len() - 1])
    }),
    ("has no end", |client| {
        loop {
            client.write_all(&[b'x'; 4096])?;
        }
    }),
    ("says nothing", |client| client.read(&mut [0]).map(drop)),
    ("says a byte now and then", |client| {
        // Sooner than any time-out of a read, and for longer than that of the whole.
        for byte in FILE {
            client.write_all(&[*byte])?;
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }),
];

/// Starts a mirror that does this to each client.
pub fn mirror(to: fn(&mut TcpStream) -> io::Result<()>) -> SocketAddr {
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

/// An address where nobody listens.
pub fn nobody() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap()
}
