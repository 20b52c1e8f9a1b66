//! A file is written, read line by line, and sent through a socket, with async-std.

use async_std::fs::{self, File};
use async_std::io::{self, BufReader, prelude::*};
use async_std::net::{TcpListener, TcpStream};
use async_std::{prelude::*, task};
use std::{env, process};

#[async_std::main]
async fn main() -> io::Result<()> {
    let menu = env::temp_dir().join(format!("menu-{}.txt", process::id()));
    fs::write(&menu, "eggs\ntoast\ntea\n").await?;

    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let kitchen = task::spawn(async move {
        let (waiter, _) = listener.accept().await?;
        let mut orders = BufReader::new(waiter).lines();
        while let Some(order) = orders.next().await {
            println!("the kitchen has an order: {}", order?);
        }
        io::Result::Ok(())
    });

    let mut waiter = TcpStream::connect(address).await?;
    let mut dishes = BufReader::new(File::open(&menu).await?).lines();
    while let Some(dish) = dishes.next().await {
        writeln!(waiter, "{}", dish?).await?;
    }
    drop(waiter);
    kitchen.await?;
    fs::remove_file(&menu).await
}
