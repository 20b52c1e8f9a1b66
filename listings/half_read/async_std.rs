//! A question comes in the middle of a name, and a half is lost, with async-std.

use async_std::channel::{Receiver, Sender, bounded};
use async_std::io::{ReadExt, WriteExt};
use async_std::net::{TcpListener, TcpStream};
use async_std::task::sleep;
use futures::{FutureExt, join, select};
use std::io;
use std::pin::pin;
use std::time::Duration;

struct Guests {
    door: TcpStream,
}

impl Guests {
    /// The next name, which has four letters.
    async fn next(&mut self) -> io::Result<String> {
        let mut name = [0; 4];
        self.door.read_exact(&mut name).await?;
        Ok(String::from_utf8_lossy(&name).into_owned())
    }
}

async fn welcome(door: TcpStream, questions: Receiver<()>) {
    let mut guests = Guests { door };
    let mut number = 0;
    loop {
        select! {
            name = pin!(guests.next().fuse()) => match name {
                Ok(name) => {
                    number += 1;
                    println!("welcome, {name}");
                }
                Err(_) => break,
            },
            question = pin!(questions.recv().fuse()) => match question {
                Ok(()) => println!("guests so far: {number}"),
                Err(_) => break,
            },
        }
    }
    println!("the door is closed, guests: {number}");
}

#[async_std::main]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let outside = TcpStream::connect(listener.local_addr()?).await?;
    let (door, _) = listener.accept().await?;
    let (ask, questions) = bounded(1);
    let (arrived, ()) = join!(arrive(outside, &ask), welcome(door, questions));
    arrived
}

// The stage: guests say their names in halves, and a question comes after "Be".

const PAUSE: Duration = Duration::from_millis(100);

async fn arrive(mut door: TcpStream, ask: &Sender<()>) -> io::Result<()> {
    for half in ["An", "na", "Be", "rt", "Ca", "rl"] {
        door.write_all(half.as_bytes()).await?;
        sleep(PAUSE).await;
        if half == "Be" {
            ask.send(()).await.expect("the loop still runs");
            sleep(PAUSE).await;
        }
    }
    Ok(())
}
