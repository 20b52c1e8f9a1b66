//! Two pages are saved in the background, and nothing looks at the handles, with tokio.

use std::time::Duration;
use tokio::spawn;
use tokio::time::sleep;

async fn save(page: &str) {
    assert!(page != "b", "there is no page {page}");
    sleep(Duration::from_millis(250)).await;
    println!("{page} is saved");
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    for page in ["a", "b"] {
        spawn(save(page));
    }
    // The other work of this program.
    sleep(Duration::from_millis(100)).await;
    println!("main is done");
}
