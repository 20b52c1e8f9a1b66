//! `main` returns while a thread waits for a client.

use std::net::TcpListener;
use std::sync::mpsc;
use std::{io, thread};

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let (say, has_begun) = mpsc::channel();
    thread::spawn(move || {
        say.send(()).unwrap();
        listener.accept()
    });
    has_begun.recv().unwrap();
    println!("main returns");
    Ok(())
}
