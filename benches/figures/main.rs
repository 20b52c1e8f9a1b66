//! What the book costs its reader and its writer, each figure beside the most that it may be: `cargo figures`.
//!
//! - `cargo figures`: checking a fence, starting again, building again after an edit, the weight of a page.
//! - `cargo figures -- --clone`: from a fresh clone to a page, everything compiled anew.
//! - `cargo figures -- --checks`: what checking costs per listing: a fresh clone, warm, and the steps of the last `.ci/run`.
//! - `cargo figures -- --tests`: the whole of `cargo test`, and how much of it the listings' own running takes.
//!
//! Times are those of this machine and of what else it does meanwhile; the suite holds only the counts and sizes.

mod checks;
mod fences;
mod serving;
mod tests;
mod weight;

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

fn main() -> ExitCode {
    println!("on {} cores", cores());
    // Cargo adds `--bench` to what it was given.
    match std::env::args()
        .skip(1)
        .find(|argument| argument != "--bench")
        .as_deref()
    {
        None => {
            serving::print_again();
            serving::print_edited();
            serving::print_weight();
            println!();
            fences::print();
        }
        Some("--clone") => serving::print_clone(),
        Some("--checks") => return checks::print(),
        Some("--tests") => return tests::print(),
        Some(other) => {
            eprintln!(
                "error: there is no `{other}`\n  cargo figures; cargo figures -- --clone; cargo figures -- --checks; cargo figures -- --tests"
            );
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// The folder of the book.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, |n| n.get())
}

/// Prints a time beside the most that it may be.
fn row(what: &str, time: Duration, most: Duration) {
    println!(
        "{what:<60} {:7.2} s   at most {:5.2} s",
        time.as_secs_f64(),
        most.as_secs_f64()
    );
}
