//! `epub ROOT SITE FILE`: the program that `cargo run -- epub` starts when it has built the site.

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [root, site, file] = arguments.as_slice() else {
        eprintln!("error: this writes a site that is built already\n  cargo run -- epub");
        return ExitCode::FAILURE;
    };
    match epub::write(root, site, file) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
