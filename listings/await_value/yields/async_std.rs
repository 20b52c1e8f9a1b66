//! After each line, the other future gets its turn, with async-std.

use async_std::task::yield_now;
use futures::join;

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

#[async_std::main]
async fn main() {
    join!(talk("a"), talk("b"));
}
