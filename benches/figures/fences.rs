//! What checking a fence costs, beside its peer.
//!
//! A package in `target/figures` has this book's `build.rs` and `tests/skeptic.rs`, and a page of programs that do next
//! to nothing, so that what is measured is the check. Its peer is `rustdoc --test`, which is what `mdbook test` runs.

use crate::{cores, root};
use observe::cargo;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

/// Fences on the page: enough that what is paid once does not hide what each costs.
const FENCES: u32 = 24;

/// Measures, and prints a row for the peer, the cold and the warm check.
pub fn print() {
    let folder = root().join("target/figures");
    let page = write_package(root(), &folder);
    let test = build_test(&folder);

    let cold = time(Command::new(&test));
    let warm = time(Command::new(&test));
    let mut rustdoc = Command::new("rustdoc");
    rustdoc.arg("--test").arg(&page).args(["--edition", "2021"]);
    let peer = time(rustdoc);

    println!("{FENCES} fences of std alone      per fence     beside mdbook test   at most");
    row("mdbook test", peer, None);
    row("skeptic, cold", cold, Some((peer, 3.0)));
    row("skeptic, warm", warm, Some((peer, 1.0 / 3.0)));
}

fn row(what: &str, time: Duration, beside: Option<(Duration, f64)>) {
    let each = time.as_secs_f64() * 1000.0 / f64::from(FENCES);
    let beside = beside.map_or(String::new(), |(peer, most)| {
        format!(
            "{:17.2} × {most:11.2} ×",
            time.as_secs_f64() / peer.as_secs_f64()
        )
    });
    println!("{what:<24} {each:9.1} ms {beside}");
}

/// How long a command takes that must succeed.
fn time(mut command: Command) -> Duration {
    let start = Instant::now();
    let output = command
        .env("RUST_TEST_THREADS", cores().to_string())
        .stdin(Stdio::null())
        .output();
    let output = output.expect("the command starts");
    let elapsed = start.elapsed();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{command:?}:\n{printed}");
    elapsed
}

/// Writes the package, and returns its page. Each call's programs are new, so that no cache knows them.
fn write_package(root: &Path, folder: &Path) -> PathBuf {
    let manifest = fs::read_to_string(root.join("Cargo.toml")).expect("the manifest");
    let manifest: toml::Table = toml::from_str(&manifest).expect("a right manifest");
    let mut package = format!(
        "[workspace]\n[package]\nname = \"figures\"\nversion = \"0.0.0\"\nedition = \"2024\"\nbuild = {:?}\n\
         [[test]]\nname = \"skeptic\"\npath = {:?}\n[profile.dev]\ndebug = false\n",
        root.join("build.rs"),
        root.join("tests/skeptic.rs")
    );
    for (table, names) in [
        ("build-dependencies", ["expand", "skeptic"].as_slice()),
        ("dev-dependencies", &["regex", "serde_json", "skeptic"]),
    ] {
        let _ = writeln!(package, "[{table}]");
        for name in names {
            let mut dependency = manifest["workspace"]["dependencies"][name].clone();
            if let Some(path) = dependency.get_mut("path") {
                *path = root
                    .join(path.as_str().expect("a path"))
                    .display()
                    .to_string()
                    .into();
            }
            let _ = writeln!(package, "{name} = {dependency}");
        }
    }
    let now = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .expect("after 1970")
        .as_nanos();
    let mut text = String::from("# Figures\n");
    for i in 0..FENCES {
        let _ = write!(
            text,
            "\n```rust\nuse std::thread;\n\nfn main() {{\n    let sum: u64 = thread::scope(|s| {{\n        \
             let turns: Vec<_> = (0..4u64).map(|i| s.spawn(move || i * {i})).collect();\n        \
             turns.into_iter().map(|turn| turn.join().unwrap()).sum()\n    }});\n    \
             println!(\"{{sum}} of {now}\");\n}}\n```\n"
        );
    }
    let page = folder.join("src/figures.md");
    fs::create_dir_all(folder.join("src")).expect("a writable target folder");
    fs::create_dir_all(folder.join("listings")).expect("a writable target folder");
    fs::write(folder.join("Cargo.toml"), package).expect("a writable target folder");
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))
        .expect("the lock file is committed");
    fs::write(
        folder.join("src/SUMMARY.md"),
        "# Summary\n\n- [Figures](figures.md)\n",
    )
    .expect("a writable target folder");
    fs::write(&page, text).expect("a writable target folder");
    page
}

/// Compiles the package's test, and returns the path of its binary.
fn build_test(folder: &Path) -> PathBuf {
    let output = cargo::command(folder)
        .args([
            "test",
            "--no-run",
            "--offline",
            "--test",
            "skeptic",
            "--message-format=json",
            "--target-dir",
        ])
        .arg(folder.join("target"))
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo starts");
    assert!(
        output.status.success(),
        "the package in {} does not compile",
        folder.display()
    );
    cargo::Messages::read(&output.stdout)
        .artifacts
        .into_iter()
        .filter(|artifact| artifact.target.name == "skeptic" && artifact.profile.test)
        .find_map(|artifact| artifact.executable)
        .expect("cargo names the test's binary")
}
