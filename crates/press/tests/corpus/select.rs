//! `select!` of tokio and futures: guards, `biased`, `else`, blocks, `break` out of it, `?` in an arm.
use futures::FutureExt;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{interval, sleep};

async fn pause(ms: u64) -> u64 { sleep(Duration::from_millis(ms)).await; ms }

async fn receive(mut from: mpsc::Receiver<u32>, limit: usize) -> Result<Vec<u32>, String> {
    let mut seen = Vec::new();
    let mut ticks = interval(Duration::from_secs(60));
    loop {
        tokio::select! {
            biased;
            Some(n) = from.recv(), if seen.len() < limit => {
                if n == 9 { break Err(format!("{n} after {seen:?}")); }
                seen.push(n);
            }
            _ = ticks.tick(), if seen.is_empty() => continue,
            else => break Ok(seen),
        }
    }
}

async fn first() -> Result<u64, oneshot::error::RecvError> {
    let (send, answer) = oneshot::channel();
    tokio::spawn(async move { pause(2).await; send.send(5) });
    let n = tokio::select! {
        n = answer => n?,
        n = async { pause(60_000).await + 1 } => n,
    };
    Ok(n)
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (send, from) = mpsc::channel(4);
    let sending = async { for n in [1, 2, 3] { send.send(n).await.unwrap(); pause(1).await; } drop(send); };
    println!("{:?}", tokio::join!(receive(from, 5), sending).0);
    let (send, from) = mpsc::channel(4);
    for n in [1, 9] { send.send(n).await.unwrap(); }
    println!("{:?} {:?}", receive(from, 5).await, first().await);
    let mut slow = Box::pin(pause(60_000).fuse());
    let mut quick = Box::pin(pause(1).fuse());
    let mut rounds = 0;
    let over = loop {
        futures::select! {
            n = slow => break n,
            n = quick => rounds += n,
            _ = pause(5).fuse() => { rounds += 10; if rounds > 20 { break 0; } }
            complete => unreachable!(),
        }
    };
    println!("{over} {rounds}");
}
