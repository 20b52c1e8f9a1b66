//! Mirrors that answer, and one that never would.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

/// Long enough for any machine to see that nothing more will happen.
const LONG: Duration = Duration::from_secs(3);

/// A mirror that sends `answer` and is done.
fn quick(answer: &'static str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || listener.accept().unwrap().0.write_all(answer.as_bytes()));
    address
}

/// A mirror that begins its answer and does not end it. It says when its client has hung up.
fn silent() -> (SocketAddr, Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (hung_up, told) = mpsc::channel();
    thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        client.write_all(b"half of ").unwrap();
        let _ = client.read(&mut [0]);
        hung_up.send(())
    });
    (address, told)
}

/// What `first` returns, unless it takes too long.
fn first(mirrors: Vec<SocketAddr>, time_out: Duration) -> io::Result<String> {
    let (done, ended) = mpsc::channel();
    thread::spawn(move || done.send(it::first(&mirrors, time_out)));
    let ended = ended.recv_timeout(LONG);
    ended.expect("it waits for a thread that still reads")
}

#[test]
fn the_first_whole_answer_wins() {
    let (silent, _told) = silent();
    let mirrors = vec![quick("a part"), silent, quick("all\n")];
    assert_eq!(first(mirrors, LONG).unwrap(), "all");
}

#[test]
fn the_mirror_that_lost_is_hung_up_on() {
    let (silent, told) = silent();
    assert!(first(vec![silent, quick("all\n")], LONG).is_ok());
    assert!(told.recv_timeout(LONG).is_ok(), "the client is still there");
}

#[test]
fn a_mirror_that_is_silent_costs_the_time_out() {
    let (silent, told) = silent();
    let error = first(vec![silent], Duration::from_millis(50)).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    assert!(told.recv_timeout(LONG).is_ok(), "the client is still there");
}

#[test]
fn without_mirrors_there_is_no_answer() {
    assert!(first(Vec::new(), LONG).is_err());
}
