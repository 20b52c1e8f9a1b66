//! A server that shouts, with a thread for each client.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

/// Accepts `number` clients, sends each its bytes back in capitals until it ends, and says how many were
/// reset.
pub fn serve(listener: &TcpListener, number: usize) -> io::Result<usize> {
    let mut connections = Vec::new();
    for _ in 0..number {
        let (stream, _) = listener.accept()?;
        connections.push(thread::spawn(|| shout(stream)));
    }
    let ends = connections.into_iter().map(|c| c.join().unwrap());
    Ok(ends.filter(|end| end.is_err()).count())
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
