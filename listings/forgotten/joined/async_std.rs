//! Two pages are saved in the background, and each handle is looked at, with async-std.

use async_std::task::{sleep, spawn};
use futures::FutureExt;
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;
use std::time::Duration;

async fn save(page: &str) {
    assert!(page != "b", "there is no page {page}");
    sleep(Duration::from_millis(250)).await;
    println!("{page} is saved");
}

#[async_std::main]
async fn main() -> ExitCode {
    let saves = ["a", "b"].map(|page| (page, spawn(save(page))));
    // The other work of this program.
    sleep(Duration::from_millis(100)).await;
    let mut exit = ExitCode::SUCCESS;
    for (page, save) in saves {
        // A handle of async-std panics if its task has panicked.
        if AssertUnwindSafe(save).catch_unwind().await.is_err() {
            println!("{page} is not saved");
            exit = ExitCode::FAILURE;
        }
    }
    println!("main is done");
    exit
}
