//! After each line, the other future gets its turn, with tokio.

use tokio::task::yield_now;

async fn double(n: u32) -> u32 {
    // There is no wait in here.
    n * 2
}

async fn talk(name: &str) {
    for n in 1..=3 {
        let value = double(n).await;
        println!("{name}: {value}");
        yield_now().await;
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    tokio::join!(talk("a"), talk("b"));
}
