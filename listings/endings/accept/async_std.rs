//! `main` returns while a blocking function waits for a client, with async-std.

use async_std::task::spawn_blocking;
use futures::channel::oneshot;
use std::io;
use std::net::TcpListener;

#[async_std::main]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let (say, has_begun) = oneshot::channel();
    spawn_blocking(move || {
        say.send(()).unwrap();
        listener.accept()
    });
    has_begun.await.unwrap();
    println!("main returns");
    Ok(())
}
