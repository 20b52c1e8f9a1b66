//! Three tasks are aborted where they wait: in a sleep, at a channel, at a socket.

use std::io;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::spawn;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::sleep;

const ROUND: Duration = Duration::from_millis(250);

async fn work() {
    loop {
        sleep(ROUND).await;
        println!("the worker has done a round");
    }
}

async fn take_orders(mut orders: UnboundedReceiver<&str>) {
    while let Some(order) = orders.recv().await {
        println!("the clerk takes {order}");
    }
    println!("the clerk's channel is closed");
}

async fn read(mut stream: TcpStream) {
    let bytes = stream.read(&mut [0; 64]).await;
    println!("the reader gets {bytes:?}");
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let stream = TcpStream::connect(listener.local_addr()?).await?;
    let (orders, received) = unbounded_channel();
    let tasks = [
        ("worker", spawn(work())),
        ("clerk", spawn(take_orders(received))),
        ("reader", spawn(read(stream))),
    ];
    orders.send("an order").expect("the clerk receives");
    sleep(Duration::from_millis(100)).await;

    println!("main stops all three");
    for (name, task) in tasks {
        task.abort();
        let aborted = task.await.is_err_and(|error| error.is_cancelled());
        println!("the {name} was aborted: {aborted}");
    }
    Ok(())
}
