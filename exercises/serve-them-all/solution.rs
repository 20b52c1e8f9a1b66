//! A server that shouts, with a thread for each client.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Accepts `number` clients, and sends each its bytes back in capitals. A client may stay as long as `stay`
/// says, whatever it does. Returns how many clients were reset or stayed too long.
pub fn serve(listener: &TcpListener, number: usize, stay: Duration) -> io::Result<usize> {
    let failed = AtomicUsize::new(0);
    thread::scope(|s| {
        for _ in 0..number {
            let stream = next_client(listener);
            let failed = &failed;
            let serve_one = move || {
                if shout(stream, Instant::now() + stay).is_err() {
                    failed.fetch_add(1, Ordering::Relaxed);
                }
            };
            // No handle is kept, so an ended thread keeps nothing.
            if thread::Builder::new().spawn_scoped(s, serve_one).is_err() {
                failed.fetch_add(1, Ordering::Relaxed);
            }
        }
    });
    Ok(failed.into_inner())
}

fn next_client(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept() {
            Ok((stream, _)) => return stream,
            Err(error) => eprintln!("accept: {error}"),
        }
        thread::sleep(Duration::from_millis(50));
    }
}

fn shout(mut stream: TcpStream, end: Instant) -> io::Result<()> {
    // How long the next call may wait.
    let left = || match end.saturating_duration_since(Instant::now()) {
        Duration::ZERO => Err(io::Error::from(ErrorKind::TimedOut)),
        left => Ok(Some(left)),
    };
    let mut buffer = [0; 1024];
    loop {
        stream.set_read_timeout(left()?)?;
        let read = stream.read(&mut buffer)?;
        if read == 0 {
            return Ok(());
        }
        buffer[..read].make_ascii_uppercase();
        let mut unsent = &buffer[..read];
        while !unsent.is_empty() {
            stream.set_write_timeout(left()?)?;
            let sent = stream.write(unsent)?;
            unsent = &unsent[sent..];
        }
    }
}
