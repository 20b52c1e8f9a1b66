//! What `#[tokio::main(flavor = "current_thread")]` writes for you: build the loop, and run one future on it.

use std::error::Error;
use std::time::Duration;
use tokio::runtime;
use tokio::time::sleep;

async fn count() -> u32 {
    println!("one");
    sleep(Duration::from_millis(100)).await;
    println!("two");
    2
}

// A plain function: `.await` does not compile here.
fn main() -> Result<(), Box<dyn Error>> {
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let counted = runtime.block_on(count());
    println!("counted to {counted}");
    Ok(())
}
