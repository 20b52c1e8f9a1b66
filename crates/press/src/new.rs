//! Starts a program of the book: four listings that run, their manifest, and a claim that holds.

use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;

/// What a new folder holds; `PROGRAM` in it is the program's name.
const FILES: [(&str, &str); 6] = [
    ("Cargo.toml", include_str!("new/Cargo.toml.in")),
    ("sync.rs", include_str!("new/sync.rs")),
    ("threads.rs", include_str!("new/threads.rs")),
    ("tokio.rs", include_str!("new/tokio.rs")),
    ("async_std.rs", include_str!("new/async_std.rs")),
    ("tests/claims.rs", include_str!("new/claims.rs")),
];

/// Names that mean something else: the models, and Rust's own crates.
const MEANS_A_MODEL: [&str; 7] = [
    "sync",
    "threads",
    "tokio",
    "async_std",
    "rayon",
    "smol",
    "python",
];
const CRATES_OF_RUST: [&str; 5] = ["std", "core", "alloc", "test", "proc_macro"];

/// Starts `listings/<program>` in the book of `root`, and says what to do next.
///
/// # Errors
/// The name is not one for a program or is taken, or the folder can't be written; nothing is left behind then.
pub fn new(root: &Path, program: &str) -> Result<()> {
    check_name(root, program)?;
    let folder = tempfile::Builder::new()
        .prefix(".press-")
        .tempdir_in(root)?;
    let started = folder.path().join(program);
    for (name, text) in FILES {
        let file = started.join(name);
        fs::create_dir_all(file.parent().expect("it is in the folder"))?;
        fs::write(&file, text.replace("PROGRAM", program))?;
    }
    let place = root.join("listings").join(program);
    fs::create_dir_all(root.join("listings"))?;
    fs::rename(&started, &place)
        .with_context(|| format!("{}: can't be written", place.display()))?;
    println!(
        "listings/{program} is started: four listings, their manifest, a claim. Next:\n\
         \x20 1. write the program; delete the models that it does not need, here and in its Cargo.toml\n\
         \x20 2. cargo run -- record {program}      keeps what it prints\n\
         \x20 3. {{{{#program {program}}}}}             on a page of src/ shows it\n\
         \x20 4. cargo test -p {program}            checks what its tests/claims.rs says"
    );
    Ok(())
}

/// That `program` can be the name of a folder of listings, a package and an identifier, and is free.
fn check_name(root: &Path, program: &str) -> Result<()> {
    let form = "a program's name is lower-case words joined by `_`, as `word_count`";
    let words = program.split('_').all(|word| {
        !word.is_empty()
            && word
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    });
    if !words || program.starts_with(|c: char| c.is_ascii_digit()) {
        bail!("`{program}` can't be the name of a program\n  {form}; it begins with a letter");
    }
    if syn::parse_str::<syn::Ident>(program).is_err() {
        bail!("`{program}` is a word of Rust's own\n  choose another name: {form}");
    }
    if MEANS_A_MODEL.contains(&program) {
        bail!("`{program}` is the name of a model\n  name the program after what it does: {form}");
    }
    if root.join("listings").join(program).exists() {
        bail!("listings/{program} exists\n  choose another name, or change that program");
    }
    let lock = fs::read_to_string(root.join("Cargo.lock")).unwrap_or_default();
    let package = lock
        .lines()
        .filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'))
        .find(|name| name.replace('-', "_") == program);
    if let Some(package) = package.or(CRATES_OF_RUST.into_iter().find(|name| *name == program)) {
        bail!(
            "`{package}` is the name of a crate that the book uses\n  choose another name: {form}"
        );
    }
    Ok(())
}
