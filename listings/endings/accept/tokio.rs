//! `main` returns while a blocking function waits for a client, with tokio.

use std::io;
use std::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

#[tokio::main(flavor = "current_thread")]
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
