//! A claim that can't fail claims nothing: each must fail when a binary that it starts prints nothing, waits a moment on
//! its one thread, and exits 0.
//!
//! What was seen to fail is remembered in `target/`, by the text of the program's folder; CI tries everything.

use expand::Book;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;
use std::thread;

/// Claims mostly sleep, so that many can be tried at once.
const AT_ONCE: usize = 16;

/// What stands in for a binary. It is there for long enough to be seen with one thread: a claim that it needs one must ask
/// for more.
const NOTHING: &str = "fn main() { std::thread::sleep(std::time::Duration::from_millis(40)); }\n";

#[test]
fn every_claim_fails_when_a_binary_that_it_starts_does_nothing() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let book = Book::load(root).unwrap_or_else(|e| panic!("{e}"));
    let nothing = does_nothing(tmp);

    let mut tries = Vec::new();
    let mut seen = Vec::new();
    for (program, exe) in claim_tests(root) {
        let state = state_of(&root.join("listings").join(&program));
        let file = tmp.join(format!("claims-of-{program}"));
        if std::env::var_os("CI").is_none()
            && fs::read_to_string(&file).is_ok_and(|old| old == state)
        {
            continue;
        }
        let claims = book
            .programs
            .get(&program)
            .map(|p| p.claims.as_slice())
            .unwrap_or_default();
        tries.extend(
            claims
                .iter()
                .map(|claim| (program.clone(), claim.name.clone(), exe.clone())),
        );
        seen.push((program, file, state));
    }
    let number = tries.len();
    let queue = Mutex::new(tries);
    let wrong = Mutex::new(Vec::new());
    let pairs = Mutex::new(0);
    thread::scope(|s| {
        for worker in 0..AT_ONCE {
            let (queue, wrong, pairs, nothing) = (&queue, &wrong, &pairs, &nothing);
            s.spawn(move || {
                loop {
                    let Some((program, claim, exe)) = queue.lock().unwrap().pop() else { return };
                    let started = tmp.join(format!("started-by-{worker}"));
                    let _ = fs::remove_file(&started);
                    run(&exe, &program, &claim, ("OBSERVE_STARTED", started.as_os_str().to_str().unwrap()));
                    let names: BTreeSet<String> =
                        fs::read_to_string(&started).unwrap_or_default().lines().map(str::to_owned).collect();
                    if names.is_empty() && !skipped(&program, &claim) {
                        wrong.lock().unwrap().push((program.clone(), format!(
                            "listings/{program}/tests/claims.rs: `{claim}` starts no binary of its program"
                        )));
                    }
                    for name in names {
                        *pairs.lock().unwrap() += 1;
                        let replace = format!("{name}={}", nothing.display());
                        if run(&exe, &program, &claim, ("OBSERVE_REPLACE", &replace)).status.success() {
                            wrong.lock().unwrap().push((program.clone(), format!(
                                "listings/{program}/tests/claims.rs: `{claim}` holds even when {name} does nothing: \
                                 assert what {name} did"
                            )));
                        }
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    for (program, file, state) in seen {
        if !wrong.iter().any(|(p, _)| *p == program) {
            fs::write(file, state).expect("target/tmp can be written");
        }
    }
    observe::say(&format!(
        "claims: {number} tried, {} failures wanted",
        pairs.into_inner().unwrap()
    ));
    let wrong: Vec<String> = wrong.into_iter().map(|(_, message)| message).collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// A claim on a Python program starts nothing where there is no Python.
fn skipped(_program: &str, claim: &str) -> bool {
    claim.contains("python") && Command::new("python3").arg("--version").output().is_err()
}

/// Runs one claim alone.
fn run(exe: &Path, program: &str, claim: &str, env: (&str, &str)) -> Output {
    Command::new(exe)
        .args(["--exact", claim])
        .env(env.0, env.1)
        .current_dir(
            Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("listings")
                .join(program),
        )
        .stdin(Stdio::null())
        .output()
        .expect("cargo has just built it")
}

/// The compiled `tests/claims.rs` of each program. Asks cargo, which has built them already when all is tested.
fn claim_tests(root: &Path) -> Vec<(String, PathBuf)> {
    let cargo = Command::new(env!("CARGO"))
        .args(["test", "--no-run", "--message-format=json", "--quiet"])
        .current_dir(root)
        .stdin(Stdio::null())
        .output()
        .expect("cargo runs");
    assert!(
        cargo.status.success(),
        "{}",
        String::from_utf8_lossy(&cargo.stderr)
    );
    let mut tests = Vec::new();
    for line in String::from_utf8_lossy(&cargo.stdout).lines() {
        let Ok(message) = serde_json::from_str::<serde_json::Value>(line) else {
            continue;
        };
        let dir = Path::new(message["manifest_path"].as_str().unwrap_or_default()).parent();
        let (Some(exe), Some(dir)) = (message["executable"].as_str(), dir) else {
            continue;
        };
        if message["target"]["name"] == "claims"
            && dir.parent().is_some_and(|d| d.ends_with("listings"))
        {
            let program = dir
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            tests.push((program, PathBuf::from(exe)));
        }
    }
    assert!(!tests.is_empty(), "cargo names the claims of each program");
    tests
}

fn does_nothing(tmp: &Path) -> PathBuf {
    let source = tmp.join("nothing.rs");
    let exe = tmp.join(format!("nothing{}", std::env::consts::EXE_SUFFIX));
    fs::write(&source, NOTHING).expect("target/tmp can be written");
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let status = Command::new(rustc)
        .arg(&source)
        .arg("-o")
        .arg(&exe)
        .status()
        .expect("rustc runs");
    assert!(status.success());
    exe
}

/// The text of the listings and claims in `dir`, and of what stands in for them.
fn state_of(dir: &Path) -> String {
    let mut files: Vec<PathBuf> = [dir.to_owned(), dir.join("tests")]
        .iter()
        .flat_map(|d| {
            fs::read_dir(d)
                .into_iter()
                .flatten()
                .flatten()
                .map(|e| e.path())
        })
        .filter(|p| {
            p.extension()
                .is_some_and(|e| e == "rs" || e == "py" || e == "toml")
        })
        .collect();
    files.sort();
    let text: String = files
        .iter()
        .map(|f| fs::read_to_string(f).unwrap_or_default())
        .collect();
    listing::listing_hash(&(text + NOTHING))
}
