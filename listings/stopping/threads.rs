//! Three threads are told to stop: by a flag, by a channel, and by a socket.

use std::io::{self, Read};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

const ROUND: Duration = Duration::from_millis(250);

fn work(stop: &AtomicBool) {
    // Relaxed: nothing but the flag itself passes between the threads.
    while !stop.load(Relaxed) {
        thread::sleep(ROUND);
    }
    println!("the worker sees the flag");
}

fn take_orders(orders: Receiver<&str>) {
    for order in orders {
        println!("the clerk takes {order}");
    }
    println!("the clerk's channel is closed");
}

fn read(mut stream: TcpStream) -> io::Result<()> {
    let bytes = stream.read(&mut [0; 64])?;
    println!("the reader gets {bytes} bytes");
    Ok(())
}

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let stream = TcpStream::connect(listener.local_addr()?)?;
    let same_stream = stream.try_clone()?;
    let (orders, received) = channel();
    let stop = AtomicBool::new(false);
    thread::scope(|s| {
        s.spawn(|| work(&stop));
        let clerk = s.spawn(|| take_orders(received));
        let reader = s.spawn(|| read(same_stream));
        orders.send("an order").expect("the clerk receives");
        thread::sleep(Duration::from_millis(100));

        println!("main stops all three");
        stop.store(true, Relaxed);
        drop(orders);
        clerk.join().expect("the clerk does not panic");
        stream.shutdown(Shutdown::Both)?;
        reader.join().expect("the reader does not panic")
    })
}
