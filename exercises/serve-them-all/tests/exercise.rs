//! Clients that are silent, that reset, and that only want an answer.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// Starts a server for `number` clients, and does with its address what `clients` says. Returns the resets.
fn with_server(number: usize, clients: impl FnOnce(&dyn Fn() -> TcpStream)) -> usize {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = thread::spawn(move || it::serve(&listener, number));
    clients(&|| {
        let stream = TcpStream::connect(address).expect("the server has ended too early");
        // Long enough for any machine: without an answer by then there will be none.
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
fn nobody_waits_for_a_client_that_says_nothing() {
    let resets = with_server(2, |connect| {
        let silent = connect();
        assert_eq!(ask(connect()), "WHO IS THERE?");
        drop(silent);
    });
    assert_eq!(resets, 0);
}

#[test]
fn a_client_that_resets_is_counted_and_the_server_goes_on() {
    let resets = with_server(3, |connect| {
        let mut rude = connect();
        rude.write_all(b"bye").unwrap();
        rude.peek(&mut [0]).unwrap();
        // With an answer unread, closing is a reset.
        drop(rude);
        assert_eq!(ask(connect()), "WHO IS THERE?");
        assert_eq!(ask(connect()), "WHO IS THERE?");
    });
    assert_eq!(resets, 1);
}
