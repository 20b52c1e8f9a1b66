//! Awaiting a future that is ready lets no other future run, with tokio.

async fn double(n: u32) -> u32 {
    // There is no wait in here.
    n * 2
}

async fn talk(name: &str) {
    for n in 1..=3 {
        let value = double(n).await;
        println!("{name}: {value}");
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    tokio::join!(talk("a"), talk("b"));
}
