//! Two pages are saved in the background, and each handle is looked at, with threads.

use std::process::ExitCode;
use std::thread;
use std::time::Duration;

fn save(page: &str) {
    assert!(page != "b", "there is no page {page}");
    thread::sleep(Duration::from_millis(250));
    println!("{page} is saved");
}

fn main() -> ExitCode {
    let saves = ["a", "b"].map(|page| (page, thread::spawn(move || save(page))));
    // The other work of this program.
    thread::sleep(Duration::from_millis(100));
    let mut exit = ExitCode::SUCCESS;
    for (page, save) in saves {
        if save.join().is_err() {
            println!("{page} is not saved");
            exit = ExitCode::FAILURE;
        }
    }
    println!("main is done");
    exit
}
