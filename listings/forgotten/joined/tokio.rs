//! Two pages are saved in the background, and each handle is looked at, with tokio.

use std::process::ExitCode;
use std::time::Duration;
use tokio::spawn;
use tokio::time::sleep;

async fn save(page: &str) {
    assert!(page != "b", "there is no page {page}");
    sleep(Duration::from_millis(250)).await;
    println!("{page} is saved");
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let saves = ["a", "b"].map(|page| (page, spawn(save(page))));
    // The other work of this program.
    sleep(Duration::from_millis(100)).await;
    let mut exit = ExitCode::SUCCESS;
    for (page, save) in saves {
        if save.await.is_err() {
            println!("{page} is not saved");
            exit = ExitCode::FAILURE;
        }
    }
    println!("main is done");
    exit
}
