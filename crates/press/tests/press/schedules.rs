//! `cargo run -- schedules`: what it keeps, what it refuses, and that a change is noticed.

use crate::common;

use common::{copy, files, repository, text};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

const LOST: &str = "use std::sync::atomic::{AtomicU32, Ordering::SeqCst};\nuse std::thread;\n\nfn main() {\n    \
    let count = AtomicU32::new(0);\n    thread::scope(|s| {\n        for _ in 0..2 {\n            s.spawn(|| {\n                \
    let old = count.load(SeqCst);\n                count.store(old + 1, SeqCst);\n            });\n        }\n    });\n    \
    println!(\"{}\", count.load(SeqCst));\n}\n";

/// A book of one program. It stays from run to run, and with it what is compiled.
static BOOK: LazyLock<Mutex<PathBuf>> = LazyLock::new(|| {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("schedules");
    for folder in ["listings", "src"] {
        let _ = fs::remove_dir_all(root.join(folder));
    }
    fs::create_dir_all(root.join("listings/small/recorded")).unwrap();
    fs::create_dir_all(root.join("src")).unwrap();
    fs::write(root.join("book.toml"), "[book]\ntitle = \"Small\"\n").unwrap();
    fs::write(root.join("src/SUMMARY.md"), "# Summary\n").unwrap();
    copy(
        &repository().join("crates/schedule"),
        &root.join("crates/schedule"),
    );
    fs::copy(repository().join("Cargo.lock"), root.join("Cargo.lock")).unwrap();
    let cargo = fs::read_to_string(repository().join("Cargo.toml")).unwrap();
    let cargo: toml::Table = cargo.parse().unwrap();
    let mut workspace = cargo["workspace"].clone();
    workspace["members"] = vec!["crates/schedule"].into();
    workspace.as_table_mut().unwrap().remove("default-members");
    let cargo = toml::Table::from_iter([("workspace".to_owned(), workspace)]);
    fs::write(root.join("Cargo.toml"), cargo.to_string()).unwrap();
    Mutex::new(root)
});

fn book() -> MutexGuard<'static, PathBuf> {
    BOOK.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Writes the one listing, and what its manifest says of it.
fn write(root: &Path, manifest: &str, source: &str) {
    let folder = root.join("listings/small");
    let cargo = format!(
        "[package]\nname = \"small\"\n\n[[bin]]\nname = \"small-threads\"\npath = \"threads.rs\"\ntest = false\n\n\
         [package.metadata.book.threads]\n{manifest}\n"
    );
    fs::write(folder.join("Cargo.toml"), cargo).unwrap();
    fs::write(folder.join("threads.rs"), source).unwrap();
}

fn schedules(root: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_press"))
        .arg("schedules")
        .args(arguments)
        .current_dir(root)
        .env_remove("CARGO_TARGET_DIR")
        .output()
        .unwrap()
}

/// Makes the orders of a listing of this `source`, which must fail with one message that holds all of `words` and keep
/// nothing.
#[track_caller]
fn refused(manifest: &str, source: &str, words: &[&str]) {
    let root = book();
    write(&root, manifest, source);
    let before = files(&root.join("listings"));
    let output = schedules(&root, &["small"]);
    let message = text(&output).replace('\\', "/");
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert_eq!(
        message.matches("error: ").count(),
        1,
        "one message: {message}"
    );
    for word in words {
        assert!(message.contains(word), "{word}: {message}");
    }
    assert_eq!(files(&root.join("listings")), before);
}

#[test]
fn orders_are_kept_and_compared_and_a_changed_listing_is_noticed() {
    let root = book();
    write(&root, "", LOST);
    let made = schedules(&root, &["small"]);
    assert!(made.status.success(), "{}", text(&made));
    let said = String::from_utf8(made.stdout).unwrap();
    assert!(said.starts_with("small/threads: 6 orders in "), "{said}");
    let kept = root.join("listings/small/recorded/threads.schedules.json");
    let first = fs::read_to_string(&kept).unwrap();
    assert!(
        first.contains("\"output\":\"1\\n\",\"orders\":4"),
        "{first}"
    );

    let same = schedules(&root, &["--check"]);
    assert!(same.status.success(), "{}", text(&same));

    write(&root, "", &LOST.replace("old + 1", "old + 2"));
    let old = schedules(&root, &["--check"]);
    let message = text(&old);
    assert_eq!(old.status.code(), Some(1), "{message}");
    for part in [
        "threads.schedules.json",
        "was changed after",
        "run: cargo run -- schedules small",
    ] {
        assert!(message.contains(part), "{part}: {message}");
    }
    assert_eq!(fs::read_to_string(&kept).unwrap(), first);
    fs::remove_file(kept).unwrap();
}

/// It replays the orders of all ends, too. The binaries of the listings, which claims run, stay as they are.
#[test]
fn the_orders_that_the_book_keeps_are_those_of_its_listings_and_end_as_it_says() {
    let binary = Path::new(env!("CARGO_BIN_EXE_press")).with_file_name("lost_update-threads");
    let before = fs::read(&binary).ok();
    let checked = schedules(repository(), &["--check"]);
    assert!(checked.status.success(), "{}", text(&checked));
    let said = String::from_utf8(checked.stdout).unwrap();
    assert!(said.contains("lost_update/threads: the same"), "{said}");
    assert!(
        fs::read(&binary).ok() == before,
        "the listing's binary was replaced"
    );
}

#[test]
fn what_depends_on_more_than_the_order_is_refused_by_its_name_and_line() {
    refused(
        "",
        "fn main() {\n    let now = std::time::Instant::now();\n}\n",
        &["listings/small/threads.rs:2: ", "Instant"],
    );
    refused(
        "",
        "use std::sync::OnceLock;\n\nfn main() {\n    drop(OnceLock::<u8>::new());\n}\n",
        &["listings/small/threads.rs:1: ", "OnceLock"],
    );
    refused(
        "crates = \"rayon\"",
        LOST,
        &["listings/small/threads.rs: it uses `rayon`"],
    );
    refused(
        "",
        "async fn f() {}\nfn main() {}\n",
        &["threads.rs:1: `async` needs a runtime"],
    );
}

#[test]
fn a_program_of_too_many_states_is_refused_with_how_far_it_came() {
    let source = LOST.replace("0..2", "0..5").replace(
        "count.store(old + 1, SeqCst);",
        "for _ in 0..9 { count.fetch_add(old, SeqCst); count.store(old + 1, SeqCst); }",
    );
    refused("", &source, &["no schedule of it", "orders were tried"]);
}

#[test]
fn a_program_or_model_that_does_not_exist_is_refused_by_name() {
    let root = book();
    write(&root, "", LOST);
    let message = text(&schedules(&root, &["smal"]));
    assert!(
        message.contains("no program is called `smal`")
            && message.contains("did you mean `small`?"),
        "{message}"
    );
    let message = text(&schedules(&root, &["small", "--model", "tokio"]));
    assert!(
        message.contains("`small` has no model `tokio`"),
        "{message}"
    );
}
