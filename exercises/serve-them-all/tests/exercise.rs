//! Clients that are silent, that reset, that never end, and that only want an answer.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

/// Longer than any client here stays by itself.
const LONG: Duration = Duration::from_secs(20);

/// Starts a server for `number` clients, and does with its address what `clients` says. Returns what the
/// server returns.
fn with_server(
    number: usize,
    stay: Duration,
    clients: impl FnOnce(&dyn Fn() -> TcpStream),
) -> usize {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = thread::spawn(move || it::serve(&listener, number, stay));
    clients(&|| {
        let stream = TcpStream::connect(address).expect("the server has ended too early");
        // Long enough for any machine: an answer that has not come by then will not come.
        stream
            .set_read_timeout(Some(Duration::from_secs(3)))
            .unwrap();
        stream
    });
    server
        .join()
        .unwrap()
        .expect("one client's error ended the server")
}

fn ask(mut stream: TcpStream) -> String {
    stream.write_all(b"who is there?").unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let mut answer = String::new();
    stream
        .read_to_string(&mut answer)
        .expect("this client is not served while another one is silent");
    answer
}

#[test]
fn no_client_waits_for_one_that_says_nothing() {
    let failed = with_server(2, LONG, |connect| {
        let silent = connect();
        assert_eq!(ask(connect()), "WHO IS THERE?");
        drop(silent);
    });
    assert_eq!(failed, 0);
}

#[test]
fn a_client_that_resets_is_counted_and_the_server_continues() {
    let failed = with_server(3, LONG, |connect| {
        let mut rude = connect();
        rude.write_all(b"bye").unwrap();
        rude.peek(&mut [0]).unwrap();
        // With an answer unread, closing is a reset.
        drop(rude);
        assert_eq!(ask(connect()), "WHO IS THERE?");
        assert_eq!(ask(connect()), "WHO IS THERE?");
    });
    assert_eq!(failed, 1);
}

#[test]
fn a_client_that_sends_a_byte_now_and_then_does_not_stay_longer() {
    let failed = with_server(1, Duration::from_millis(200), |connect| {
        let (mut rude, start) = (connect(), Instant::now());
        while rude.write_all(b"x").is_ok() {
            assert!(
                start.elapsed() < Duration::from_secs(5),
                "it may stay for ever"
            );
            thread::sleep(Duration::from_millis(20));
        }
        assert!(
            start.elapsed() >= Duration::from_millis(100),
            "it was sent away too early"
        );
    });
    assert_eq!(failed, 1);
}
