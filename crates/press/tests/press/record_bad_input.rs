//! `cargo run -- record` on listings that can't be recorded: one message, and what was recorded before stays.

use crate::common;

use common::{copy, files, repository, text};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{LazyLock, Mutex, PoisonError};

/// A book of one program that needs no crate. It stays from run to run, and with it what recording compiles.
static BOOK: LazyLock<Mutex<PathBuf>> = LazyLock::new(|| {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("record_bad_input");
    for folder in ["listings", "press", "src"] {
        let _ = fs::remove_dir_all(root.join(folder));
    }
    fs::create_dir_all(root.join("listings/small")).unwrap();
    fs::create_dir_all(root.join("src")).unwrap();
    fs::write(root.join("book.toml"), "[book]\ntitle = \"Small\"\n").unwrap();
    fs::write(root.join("src/SUMMARY.md"), "# Summary\n").unwrap();
    copy(
        &repository().join("crates/trace"),
        &root.join("crates/trace"),
    );
    fs::copy(repository().join("Cargo.lock"), root.join("Cargo.lock")).unwrap();
    let cargo = fs::read_to_string(repository().join("Cargo.toml")).unwrap();
    let cargo: toml::Table = cargo.parse().unwrap();
    let mut workspace = cargo["workspace"].clone();
    workspace["members"] = vec!["crates/trace"].into();
    workspace.as_table_mut().unwrap().remove("default-members");
    let cargo = toml::Table::from_iter([("workspace".to_owned(), workspace)]);
    fs::write(root.join("Cargo.toml"), cargo.to_string()).unwrap();

    write(
        &root,
        "",
        "fn main() {\n    println!(\"all is well\");\n}\n",
    );
    let recorded = record(&root, &["small"]);
    assert!(recorded.status.success(), "{}", text(&recorded));
    let kept = fs::read_to_string(root.join("listings/small/recorded/sync.txt"));
    assert_eq!(kept.unwrap(), "all is well\n");
    Mutex::new(root)
});

/// Writes the one listing, and what its manifest says of it.
fn write(root: &Path, manifest: &str, source: &str) {
    let folder = root.join("listings/small");
    let cargo = format!(
        "[package]\nname = \"small\"\n\n[[bin]]\nname = \"small-sync\"\npath = \"sync.rs\"\ntest = false\n\n\
         [package.metadata.book.sync]\n{manifest}\n"
    );
    fs::write(folder.join("Cargo.toml"), cargo).unwrap();
    fs::write(folder.join("sync.rs"), source).unwrap();
}

fn record(root: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_press"))
        .arg("record")
        .args(arguments)
        .current_dir(root)
        .env("RUST_BACKTRACE", "1")
        .env_remove("CARGO_TARGET_DIR")
        .output()
        .unwrap()
}

/// Records a listing of this `source`, which must fail with one message that holds all of `words` and change no file.
#[track_caller]
fn refused(manifest: &str, source: &str, words: &[&str]) {
    refused_with(&["small"], manifest, source, words);
}

#[track_caller]
fn refused_with(arguments: &[&str], manifest: &str, source: &str, words: &[&str]) {
    let root = BOOK.lock().unwrap_or_else(PoisonError::into_inner);
    write(&root, manifest, source);
    let before = files(&root.join("listings"));
    let output = record(&root, arguments);
    let message = text(&output).replace('\\', "/");
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(message.starts_with("error: "), "{message}");
    assert_eq!(message.matches("error: ").count(), 1, "one: {message}");
    assert!(!message.contains("stack backtrace"), "{message}");
    for word in words {
        assert!(message.contains(word), "`{word}` is not in: {message}");
    }
    assert!(
        files(&root.join("listings")) == before,
        "a file changed or was left: {:?}",
        files(&root.join("listings")).keys()
    );
}

const RIGHT: &str = "fn main() {\n    println!(\"something new\");\n}\n";

#[test]
fn a_listing_that_is_no_rust() {
    refused(
        "",
        "fn main() {\n    let text = ;\n}\n",
        &[
            "listings/small/sync.rs:2: ",
            "not a Rust program",
            "expected an expression",
            "fix it",
        ],
    );
}

#[test]
fn a_listing_that_does_not_compile() {
    refused(
        "",
        "fn main() {\n    let text: String = 1;\n    println!(\"{text}\");\n}\n",
        &[
            "listings/small/sync.rs:2: ",
            "does not compile",
            "E0308",
            "expected `String`",
            "fix it",
        ],
    );
}

#[test]
fn a_listing_without_a_main() {
    refused(
        "",
        "pub fn other() {}\n",
        &["listings/small/sync.rs", "main"],
    );
}

#[test]
fn a_listing_that_panics() {
    refused(
        "",
        "fn main() {\n    panic!(\"no more\");\n}\n",
        &[
            "listings/small/sync.rs: ended with exit code 101",
            "its manifest says exit code 0",
            "no more",
            "listings/small/Cargo.toml",
            "[package.metadata.book.sync] exit = …",
        ],
    );
}

#[test]
fn a_listing_that_does_not_end_as_its_manifest_says() {
    refused(
        "exit = 3",
        RIGHT,
        &["ended with exit code 0", "its manifest says exit code 3"],
    );
    refused(
        "ends = { killed_after_ms = 20000 }",
        RIGHT,
        &["ended with exit code 0", "its manifest says a kill"],
    );
}

#[test]
fn a_listing_that_prints_bytes_that_are_no_text() {
    refused(
        "",
        "use std::io::Write;\n\nfn main() {\n    std::io::stdout().write_all(b\"ok\\n\\xff\\n\").unwrap();\n}\n",
        &[
            "listings/small/sync.rs: ",
            "not UTF-8",
            "after 3 bytes",
            "a listing prints text",
        ],
    );
}

#[test]
fn a_listing_that_never_ends() {
    refused(
        "limit_ms = 300",
        "fn main() {\n    println!(\"waiting\");\n    loop {\n        std::thread::park();\n    }\n}\n",
        &[
            "listings/small/sync.rs: ",
            "did not end within 300 ms",
            "it had printed:\nwaiting",
            "ends = { killed_after_ms = 2000 }",
        ],
    );
}

#[test]
fn a_listing_that_floods() {
    refused(
        "",
        "fn main() {\n    loop {\n        println!(\"{}\", \"again \".repeat(10_000));\n    }\n}\n",
        &[
            "listings/small/sync.rs: ",
            "printed more than 1048576 bytes",
            "a reader can read",
        ],
    );
}

#[test]
fn a_program_or_model_that_does_not_exist() {
    refused_with(
        &["smal"],
        "",
        RIGHT,
        &["no program is called `smal`", "did you mean `small`?"],
    );
    refused_with(
        &["small", "--model", "tokio"],
        "",
        RIGHT,
        &["`small` has no model `tokio`", "there are: sync"],
    );
}

#[test]
fn a_relative_target_folder_is_relative_to_the_folder_in_which_the_command_runs() {
    let root = BOOK.lock().unwrap_or_else(PoisonError::into_inner);
    write(
        &root,
        "",
        "fn main() {\n    println!(\"all is well\");\n}\n",
    );
    let output = Command::new(env!("CARGO_BIN_EXE_press"))
        .args(["record", "small"])
        .current_dir(root.join("listings"))
        .env("CARGO_TARGET_DIR", "../target/relative")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", text(&output));
    for folder in ["recorded-copies", "debug"] {
        assert!(root.join("target/relative").join(folder).is_dir());
    }
    // Relative to the book it would be here.
    assert!(!root.join("../target").exists());
}

#[test]
fn recording_takes_away_what_was_recorded_of_a_model_that_is_gone() {
    let root = BOOK.lock().unwrap_or_else(PoisonError::into_inner);
    write(
        &root,
        "",
        "fn main() {\n    println!(\"all is well\");\n}\n",
    );
    let recorded = root.join("listings/small/recorded");
    for kind in ["txt", "json"] {
        let of = recorded.join(format!("sync.{kind}"));
        fs::copy(of, recorded.join(format!("smol.{kind}"))).unwrap();
    }
    let output = record(&root, &["small"]);
    assert!(output.status.success(), "{}", text(&output));
    let mut left: Vec<String> = files(&recorded)
        .into_keys()
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    left.sort();
    assert_eq!(left, ["recorded.toml", "sync.json", "sync.txt"]);
}
