//! A file is written, read line by line, and sent through a socket, with std.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::{env, process, thread};

fn main() -> io::Result<()> {
    let menu = env::temp_dir().join(format!("menu-{}.txt", process::id()));
    fs::write(&menu, "eggs\ntoast\ntea\n")?;

    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let kitchen = thread::spawn(move || -> io::Result<()> {
        let (waiter, _) = listener.accept()?;
        for order in BufReader::new(waiter).lines() {
            println!("the kitchen has an order: {}", order?);
        }
        Ok(())
    });

    let mut waiter = TcpStream::connect(address)?;
    for dish in BufReader::new(File::open(&menu)?).lines() {
        writeln!(waiter, "{}", dish?)?;
    }
    drop(waiter);
    kitchen.join().expect("the kitchen does not panic")?;
    fs::remove_file(&menu)
}
