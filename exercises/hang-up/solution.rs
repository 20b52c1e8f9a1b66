//! The first answer wins, and the others are hung up on, so that their threads end.

use std::io::Read;
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::mpsc;
use std::thread;

/// The whole answer of the mirror that is done first; `None` if none can be reached. When this returns, no
/// thread of it is left, and no mirror has to go on sending.
pub fn first(mirrors: &[SocketAddr]) -> Option<String> {
    let connect = |mirror| TcpStream::connect(mirror).ok();
    let streams: Vec<TcpStream> = mirrors.iter().filter_map(connect).collect();
    let (answers, first) = mpsc::channel();
    thread::scope(|s| {
        for mut stream in &streams {
            let answers = answers.clone();
            s.spawn(move || {
                let mut answer = String::new();
                if stream.read_to_string(&mut answer).is_ok() {
                    // Nobody listens any more if another was first.
                    let _ = answers.send(answer);
                }
            });
        }
        drop(answers);
        let answer = first.recv().ok();
        // Ends the `read` of a thread that waits: for it, the mirror has nothing more to say.
        for stream in &streams {
            // One whose mirror has left first is gone already.
            let _ = stream.shutdown(Shutdown::Both);
        }
        answer
    })
}
