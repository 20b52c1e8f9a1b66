//! Every exercise fails as it is handed out, passes as it is solved, and compiles without a warning both times.

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

/// The test binaries of all exercises, by package, and what the compiler complained about.
fn build(solved: bool) -> (BTreeMap<String, String>, Vec<String>) {
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["test", "--no-run", "--offline", "--message-format=json"])
        .args(["-p", "exercise-*"])
        .stderr(Stdio::inherit());
    if solved {
        cargo.arg("--all-features");
    }
    let output = cargo.output().expect("cargo starts");
    assert!(output.status.success(), "the exercises do not compile");

    let mut tests = BTreeMap::new();
    let mut warnings = Vec::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let message: Value = serde_json::from_str(line).expect("cargo writes JSON");
        let package = message["package_id"].as_str().unwrap_or_default();
        // path+file:///…/exercises/ten-counters#exercise-ten-counters@0.1.0
        let Some((_, name)) = package.rsplit_once("#exercise-") else {
            continue;
        };
        let name = name.split('@').next().unwrap_or_default().to_owned();
        if let Some(rendered) = message["message"]["rendered"].as_str() {
            warnings.push(rendered.to_owned());
        }
        if let Some(path) = message["executable"].as_str() {
            tests.insert(name, path.to_owned());
        }
    }
    (tests, warnings)
}

/// Whether the tests in `binary` pass; `None` where they end otherwise than tests do.
fn passes(binary: &str) -> Option<bool> {
    let output = Command::new(binary).output().expect("a test binary starts");
    match output.status.code() {
        Some(0) => Some(true),
        Some(101) if String::from_utf8_lossy(&output.stdout).contains("test result: FAILED") => {
            Some(false)
        }
        _ => None,
    }
}

/// The names of the folders in `exercises/`.
fn exercises() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("exercises");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("there are exercises")
        .map(|entry| entry.expect("the folder can be read"))
        .filter(|entry| entry.path().join("Cargo.toml").exists())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn starters_fail_and_solutions_pass_without_a_warning() {
    // One test: both builds use the same file names, so the second must not begin before the first has run.
    for (solved, what) in [(false, "starter"), (true, "solution")] {
        let (tests, warnings) = build(solved);
        assert_eq!(warnings, Vec::<String>::new(), "{what}");
        assert_eq!(tests.keys().cloned().collect::<Vec<_>>(), exercises());
        // They mostly sleep, and do it side by side.
        thread::scope(|scope| {
            let running: Vec<_> = tests
                .iter()
                .map(|(name, binary)| (name, scope.spawn(|| passes(binary))))
                .collect();
            for (name, running) in running {
                let passed = running.join().expect("a test binary starts");
                assert_eq!(passed, Some(solved), "the {what} of {name}");
            }
        });
    }
}
