//! Every exercise fails as it is handed out, passes as it is solved, and compiles without a warning both times.

use observe::cargo;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fs, thread};

/// Compiles the tests of all exercises, and returns their binary.
fn build() -> PathBuf {
    // From the root, so that crates are compiled with the features that all tests use.
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let output = cargo::command(root)
        .args(["test", "--no-run", "--offline", "--test", "each"])
        .args(["--message-format=json-render-diagnostics"])
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "the exercises do not compile");
    let messages = cargo::Messages::read(&output.stdout);
    let binary = messages.executable("each");
    binary.expect("cargo names the test's binary").to_owned()
}

/// Whether the tests of `module` pass; `None` if they end otherwise than tests do.
fn passes(binary: &Path, module: &str) -> Option<bool> {
    let output = Command::new(binary)
        .arg(module)
        .output()
        .expect("a test binary starts");
    let printed = String::from_utf8_lossy(&output.stdout);
    match output.status.code() {
        Some(0) if !printed.contains("running 0 tests") => Some(true),
        Some(101) if printed.contains("test result: FAILED") => Some(false),
        _ => None,
    }
}

/// The modules of all exercises: `ten_counters` for the folder `ten-counters`.
fn exercises() -> Vec<String> {
    let entries = fs::read_dir(env!("CARGO_MANIFEST_DIR")).expect("there are exercises");
    let folders = entries.flatten().map(|entry| entry.path());
    let folders = folders.filter(|path| path.join("Cargo.toml").is_file());
    let names = folders.map(|path| {
        path.file_name()
            .map(|name| name.to_string_lossy().into_owned())
    });
    names.flatten().map(|name| name.replace('-', "_")).collect()
}

#[test]
fn starters_fail_and_solutions_pass() {
    let _stage = observe::stage("all exercises, as starter and as solution");
    let binary = build();
    let modules: Vec<(String, bool)> = exercises()
        .into_iter()
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
            .map(|(module, solved)| (module, solved, scope.spawn(|| passes(&binary, module))))
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
