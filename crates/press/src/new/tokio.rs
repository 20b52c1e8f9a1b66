//! Two tasks that wait together on one thread, with tokio.

use std::time::Duration;
use tokio::time::sleep;

async fn task(name: &str, wait: Duration) {
    sleep(wait).await;
    println!("{name} is done");
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    tokio::join!(
        task("the short one", Duration::from_millis(100)),
        task("the long one", Duration::from_millis(200)),
    );
}
