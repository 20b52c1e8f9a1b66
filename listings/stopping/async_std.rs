//! Three tasks are cancelled where they wait: in a sleep, at a channel, at a socket.

use async_std::channel::{Receiver, unbounded};
use async_std::io::ReadExt;
use async_std::net::{TcpListener, TcpStream};
use async_std::task::{sleep, spawn};
use std::io;
use std::time::Duration;

const ROUND: Duration = Duration::from_millis(250);

async fn work() {
    loop {
        sleep(ROUND).await;
        println!("the worker has done a round");
    }
}

async fn take_orders(orders: Receiver<&str>) {
    while let Ok(order) = orders.recv().await {
        println!("the clerk takes {order}");
    }
    println!("the clerk's channel is closed");
}

async fn read(mut stream: TcpStream) {
    let bytes = stream.read(&mut [0; 64]).await;
    println!("the reader gets {bytes:?}");
}

#[async_std::main]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let stream = TcpStream::connect(listener.local_addr()?).await?;
    let (orders, received) = unbounded();
    let tasks = [
        ("worker", spawn(work())),
        ("clerk", spawn(take_orders(received))),
        ("reader", spawn(read(stream))),
    ];
    orders.send("an order").await.expect("the clerk receives");
    sleep(Duration::from_millis(100)).await;

    println!("main stops all three");
    for (name, task) in tasks {
        let cancelled = task.cancel().await.is_none();
        println!("the {name} was cancelled: {cancelled}");
    }
    Ok(())
}
