//! When every task waits, the thread sleeps until the first of them can go on, with tokio.

use std::error::Error;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::runtime;
use tokio::time::sleep;

/// Whether something has run since the loop last said that it sleeps.
static BUSY: AtomicBool = AtomicBool::new(true);

async fn work(name: &str, wait: u64) {
    println!("{name} waits");
    sleep(Duration::from_millis(wait)).await;
    BUSY.store(true, Ordering::Relaxed);
    println!("{name} goes on");
}

// The loop may wake and sleep again with nothing to run: say it once.
fn before_sleep() {
    if BUSY.swap(false, Ordering::Relaxed) {
        println!("nothing to do: the thread sleeps");
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let runtime = runtime::Builder::new_current_thread()
        .enable_time()
        .on_thread_park(before_sleep)
        .build()?;
    runtime.block_on(async {
        tokio::join!(work("a", 100), work("b", 200));
    });
    Ok(())
}
