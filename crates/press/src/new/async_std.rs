//! Two tasks that wait together on one thread, with async-std.

use async_std::task::sleep;
use futures::join;
use std::time::Duration;

async fn task(name: &str, wait: Duration) {
    sleep(wait).await;
    println!("{name} is done");
}

#[async_std::main]
async fn main() {
    join!(
        task("the short one", Duration::from_millis(100)),
        task("the long one", Duration::from_millis(200)),
    );
}
