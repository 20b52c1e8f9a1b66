//! Every exercise fails as it is handed out, passes as it is solved, and compiles without a warning both times.
#![deny(warnings)]

use std::process::Command;
use std::{env, thread};

include!(concat!(env!("OUT_DIR"), "/modules.rs"));

/// Whether the tests of `module` pass, each exercise in a process of its own; `None` if they end otherwise than tests do.
fn passes(module: &str) -> Option<bool> {
    let output = Command::new(env::current_exe().expect("a test binary has a path"))
        .args(["--ignored", module])
        .output()
        .expect("a test binary starts");
    let printed = String::from_utf8_lossy(&output.stdout);
    match output.status.code() {
        Some(0) if !printed.contains("running 0 tests") => Some(true),
        Some(101) if printed.contains("test result: FAILED") => Some(false),
        _ => None,
    }
}

#[test]
fn starters_fail_and_solutions_pass() {
    let modules: Vec<(String, bool)> = EXERCISES
        .iter()
        .map(|name| name.replace('-', "_"))
        .flat_map(|module| {
            [
                (format!("{module}::starter::"), false),
                (format!("{module}::solution::"), true),
            ]
        })
        .collect();
    assert!(modules.len() >= 2 * 20, "there are exercises");
    // They mostly sleep, and do it at the same time.
    let wrong: Vec<String> = thread::scope(|scope| {
        let running: Vec<_> = modules
            .iter()
            .map(|(module, solved)| (module, solved, scope.spawn(|| passes(module))))
            .collect();
        running
            .into_iter()
            .filter_map(|(module, solved, running)| {
                let passed = running.join().expect("a test binary starts");
                (passed != Some(*solved)).then(|| match passed {
                    Some(true) => format!("{module} passes, so there is nothing left to do"),
                    Some(false) => format!("{module} fails"),
                    None => format!("{module} does not end as tests do"),
                })
            })
            .collect()
    });
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}
