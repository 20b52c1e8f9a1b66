//! A claim that can't fail claims nothing: each must fail when a binary that it starts prints nothing, waits a moment on
//! its one thread, and exits 0.
//!
//! A claim is first tried as it is, and its runs are kept: in the tries that follow one binary is replaced, and the runs of
//! the others are those that were kept. What was seen to fail is remembered in `target/`, by the text of the package's
//! folder; CI tries everything.

use expand::{Book, Program};
use observe::cargo;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;
use std::thread;

/// Claims mostly sleep, so that many can be tried at the same time.
const WORKERS: usize = 16;

/// What replaces a binary. It lives for long enough to be seen with one thread: a claim that it needs one must ask for more.
const NOTHING: &str = "fn main() { std::thread::sleep(std::time::Duration::from_millis(40)); }\n";

/// One claim to try.
struct Try<'a> {
    program: &'a Program,
    claim: &'a str,
    /// The package's compiled tests.
    exe: &'a Path,
}

#[test]
fn every_claim_fails_when_a_binary_that_it_starts_does_nothing() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let book = Book::load(root).unwrap_or_else(|e| panic!("{e}"));
    let nothing = does_nothing(tmp);
    let kept = tempfile::tempdir_in(tmp).expect("target/tmp can be written");

    let packages = claim_tests(root);
    let mut tries = Vec::new();
    let mut seen = Vec::new();
    for (package, exe) in &packages {
        let state = state_of(&root.join("listings").join(package));
        let file = tmp.join(format!("claims-of-{package}"));
        if std::env::var_os("CI").is_none()
            && fs::read_to_string(&file).is_ok_and(|old| old == state)
        {
            continue;
        }
        for program in book
            .programs
            .values()
            .filter(|p| p.place.package == *package)
        {
            tries.extend(program.claims.iter().map(|claim| Try {
                program,
                claim: &claim.name,
                exe,
            }));
        }
        seen.push((package, file, state));
    }
    let number = tries.len();
    let _stage = observe::stage(format!(
        "{number} claims, each with binaries that do nothing"
    ));
    let queue = Mutex::new(tries.into_iter().rev().collect::<Vec<_>>());
    let wrong = Mutex::new(Vec::new());
    let pairs = Mutex::new(0);
    thread::scope(|s| {
        for worker in 0..WORKERS {
            let (queue, wrong, pairs) = (&queue, &wrong, &pairs);
            let (nothing, kept) = (&nothing, kept.path());
            let started = tmp.join(format!("started-by-{worker}"));
            s.spawn(move || {
                loop {
                    let next = queue
                        .lock()
                        .expect("no worker panics while it holds it")
                        .pop();
                    let Some(one) = next else { return };
                    let (tried, found) = one.try_all(kept, &started, nothing);
                    *pairs.lock().expect("no worker panics while it holds it") += tried;
                    let package = &one.program.place.package;
                    let found = found.into_iter().map(|message| (package.clone(), message));
                    wrong
                        .lock()
                        .expect("no worker panics while it holds it")
                        .extend(found);
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("no worker panicked");
    for (package, file, state) in seen {
        if !wrong.iter().any(|(p, _)| p == package) {
            fs::write(file, state).expect("target/tmp can be written");
        }
    }
    observe::say(&format!(
        "claims: {number} tried, {} failures wanted",
        pairs.into_inner().expect("no worker panicked")
    ));
    let wrong: Vec<String> = wrong.into_iter().map(|(_, message)| message).collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

impl Try<'_> {
    /// Tries the claim as it is, and then with each of its binaries replaced. The number of tries with a replaced binary,
    /// and what is wrong.
    fn try_all(&self, kept: &Path, started: &Path, nothing: &Path) -> (usize, Vec<String>) {
        let place = format!("{}: `{}`", self.program.place.claims(), self.claim);
        let _ = fs::remove_file(started);
        let as_it_is = self.run(kept, "OBSERVE_STARTED", &started.display().to_string());
        if !as_it_is.status.success() {
            let printed = String::from_utf8_lossy(&as_it_is.stdout).into_owned();
            return (
                0,
                vec![format!(
                    "{place} does not hold when it runs alone:\n{printed}"
                )],
            );
        }
        let names = fs::read_to_string(started).unwrap_or_default();
        let names: BTreeSet<&str> = names.lines().collect();
        let mut wrong = Vec::new();
        if names.is_empty() && !needs_a_missing_python(self.claim) {
            wrong.push(format!("{place} starts no binary of its program"));
        }
        for name in &names {
            let replace = format!("{name}={}", nothing.display());
            if self.run(kept, "OBSERVE_REPLACE", &replace).status.success() {
                wrong.push(format!(
                    "{place} holds even when {name} does nothing: assert what {name} did"
                ));
            }
        }
        (names.len(), wrong)
    }

    /// Runs the claim alone.
    fn run(&self, kept: &Path, variable: &str, value: &str) -> Output {
        let place = &self.program.place;
        Command::new(self.exe)
            .args(["--exact", &place.test(self.claim)])
            .env("OBSERVE_KEPT", kept)
            .env(variable, value)
            .current_dir(
                Path::new(env!("CARGO_MANIFEST_DIR"))
                    .join("listings")
                    .join(&place.package),
            )
            .stdin(Stdio::null())
            .output()
            .expect("cargo has just built it")
    }
}

/// A claim on a Python program starts nothing if there is no Python.
fn needs_a_missing_python(claim: &str) -> bool {
    claim.contains("python") && Command::new("python3").arg("--version").output().is_err()
}

/// The compiled `tests/claims/` of each package. Asks cargo, which has built them already when all is tested.
fn claim_tests(root: &Path) -> Vec<(String, PathBuf)> {
    let output = cargo::command(root)
        .args(["test", "--no-run", "--quiet", "--test", "claims"])
        .arg("--message-format=json")
        .stdin(Stdio::null())
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let messages = cargo::Messages::read(&output.stdout);
    let tests: Vec<(String, PathBuf)> = messages
        .artifacts
        .into_iter()
        .filter(|artifact| artifact.target.name == "claims")
        .filter_map(|artifact| {
            let folder = artifact.manifest_path.parent()?;
            let package = folder.file_name()?.to_string_lossy().into_owned();
            let in_listings = folder.parent()?.ends_with("listings");
            Some((package, artifact.executable.filter(|_| in_listings)?))
        })
        .collect();
    assert!(!tests.is_empty(), "cargo names the claims of each package");
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

/// The text of the listings and claims in a package's folder `dir`, and of what replaces them.
fn state_of(dir: &Path) -> String {
    let mut files = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let end = path.extension().and_then(|end| end.to_str());
            if path.is_dir() {
                folders.push(path);
            } else if matches!(end, Some("rs" | "py" | "toml")) {
                files.push(path);
            }
        }
    }
    files.sort();
    let text: String = files
        .iter()
        .map(|f| fs::read_to_string(f).unwrap_or_default())
        .collect();
    listing::listing_hash(&(text + NOTHING))
}
