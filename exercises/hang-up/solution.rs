//! The first whole answer wins. The other mirrors are hung up on, so that their threads end.

use std::io::{self, ErrorKind, Read};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// An answer of more bytes than this is an error.
const MOST: u64 = 64 * 1024;

/// The whole answer of the mirror that is done first, or the last error. When this returns, no thread of it is
/// left, and no mirror has to send more.
pub fn first(mirrors: &[SocketAddr], time_out: Duration) -> io::Result<String> {
    let deadline = Instant::now() + time_out;
    let mut end = Err(io::Error::other("there are no mirrors"));
    let mut streams = Vec::new();
    for mirror in mirrors {
        match TcpStream::connect_timeout(mirror, time_out) {
            Ok(stream) => streams.push(stream),
            Err(error) => end = Err(error),
        }
    }
    let (answers, answered) = mpsc::channel();
    thread::scope(|s| {
        for stream in &streams {
            let answers = answers.clone();
            s.spawn(move || answers.send(ask(stream)));
        }
        drop(answers);
        while end.is_err() {
            let left = deadline.saturating_duration_since(Instant::now());
            match answered.recv_timeout(left) {
                Ok(next) => end = next,
                // All mirrors have failed.
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    end = Err(ErrorKind::TimedOut.into());
                    break;
                }
            }
        }
        // This ends the `read` of a thread that waits: its mirror has nothing more to say to it.
        for stream in &streams {
            // A mirror that has left first is gone already.
            let _ = stream.shutdown(Shutdown::Both);
        }
    });
    end
}

/// An answer ends with its line. Without that end, a part is missing.
fn ask(stream: &TcpStream) -> io::Result<String> {
    let mut answer = String::new();
    stream.take(MOST).read_to_string(&mut answer)?;
    let whole = answer.strip_suffix('\n').map(str::to_owned);
    whole.ok_or(ErrorKind::UnexpectedEof.into())
}
