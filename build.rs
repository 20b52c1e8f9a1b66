//! Gives every page, expanded as a reader sees it, to skeptic.
//!
//! The tests of `tests/skeptic.rs` are written here and not by skeptic, so that each knows its page, line, program and model,
//! and can end a program that does not end by itself. They call skeptic with what its own tests would; the tests that skeptic
//! makes of the pages are compared with them.

use expand::{Book, Check, Expanded, Fence, Origin, skeptic_pages as pages};
use listing::{Error, Errors, Manifest};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use std::{env, fs, io, process};

fn main() {
    if let Err(errors) = run() {
        // The message alone: a panic would bury it in a backtrace.
        eprintln!("{errors}");
        process::exit(1);
    }
}

fn run() -> Result<(), Errors> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let book = Book::load(&root)?;
    let pages = expand_all(&root, &book)?;

    let folder = out.join("pages");
    let mut written = BTreeSet::new();
    let mut checked = Vec::new();
    for (page, expanded) in &pages {
        let file = folder.join(format!("{}.md", pages::name(page)));
        write(&file, &pages::page(&expanded.fences))?;
        keep_time(&file)?;
        written.insert(file);
        let fences = expanded
            .fences
            .iter()
            .filter(|fence| pages::checks(&fence.check));
        checked.extend(fences.map(|fence| (page.as_str(), expanded, fence)));
    }
    for old in fs::read_dir(&folder).into_iter().flatten().flatten() {
        if !written.contains(&old.path()) {
            fs::remove_file(old.path()).map_err(|e| cannot("remove", &old.path(), e))?;
        }
    }

    watch(&root);
    println!(
        "cargo::rustc-env=SKEPTIC_TARGET={}",
        env::var("TARGET").expect("cargo sets it")
    );
    println!("cargo::rustc-env=SKEPTIC_FENCES={}", checked.len());
    skeptic::generate_doc_tests(&written.into_iter().collect::<Vec<_>>());

    let generated = out.join("skeptic-tests.rs");
    let generated = fs::read_to_string(&generated).map_err(|e| cannot("read", &generated, e))?;
    compare(&generated, &checked)?;
    write(&out.join("fences.rs"), &tests(&book, &checked))
}

/// Every page below `src`, and `README.md`, in the order of the names that skeptic gives them.
fn expand_all(root: &Path, book: &Book) -> Result<Vec<(String, Expanded)>, Errors> {
    let mut texts = book.pages.clone();
    let readme = root.join("README.md");
    if readme.exists() {
        let text = fs::read_to_string(&readme).map_err(|e| cannot("read", &readme, e))?;
        texts.insert("../README.md".to_owned(), text.replace("\r\n", "\n"));
    }
    let mut errors = pages::check_names(texts.keys().map(String::as_str));
    let mut expanded = Vec::new();
    for (page, text) in texts {
        match book.expand(&page, &text) {
            Ok(page_expanded) => {
                for fence in &page_expanded.fences {
                    let (file, _) = page_expanded.line_of(fence.range.start);
                    errors.extend(pages::check_code(file, fence));
                }
                expanded.push((page, page_expanded));
            }
            Err(wrong) => errors.extend(wrong.0),
        }
    }
    if !errors.is_empty() {
        return Err(Errors(errors));
    }
    expanded.sort_by_key(|(page, _)| format!("{}.md", pages::name(page)));
    Ok(expanded)
}

/// A fence that skeptic checks, its page, and the page expanded.
type Checked<'a> = (&'a str, &'a Expanded, &'a Fence);

/// Rust for `tests/skeptic.rs`: the table `FENCES`, and a test per fence whose name says its page, line and listing.
fn tests(book: &Book, checked: &[Checked]) -> String {
    let mut table = String::from("pub static FENCES: &[Fence] = &[\n");
    let mut tests = String::new();
    let mut names = BTreeSet::new();
    for (i, &(page, expanded, fence)) in checked.iter().enumerate() {
        let (file, line) = expanded.line_of(fence.range.start);
        let mut name = format!("{}_line_{line}", pages::name(page));
        let mut what = String::new();
        // The file and line of the first line of the fence's code, if the writer wrote it in a file.
        let mut code = None;
        let mut limit = Manifest::DEFAULT_LIMIT_MS;
        if let Some(id) = &fence.listing {
            let listing = book
                .listing(&id.program, &id.model)
                .expect("expand found it");
            name = format!("{name}_{}_{}", id.program, id.model.replace('-', "_"));
            what = format!("program `{}`, model `{}`", id.program, id.model);
            code = Some((listing.file.as_str(), 1));
            limit = listing.manifest.limit_ms();
        } else if expanded.part_at(fence.range.start).origin == Origin::Writer {
            code = Some((file, line + 1));
        }
        if !names.insert(name.clone()) {
            name = format!("{name}_{i}");
            names.insert(name.clone());
        }
        let program = pages::program(fence);
        // Skeptic puts an empty line before the program, and `Fence::program` one with `main` where there is none.
        let before = if fence.program() == fence.code { 1 } else { 2 };
        let run = fence.check != Check::CompileOnly;
        let _ = writeln!(
            table,
            "    Fence {{ file: {file:?}, line: {line}, what: {what:?}, code: {code:?}, before: {before}, run: {run}, \
             limit_ms: {limit}, program: r####\"\n{program}\"#### }},",
        );
        let _ = write!(tests, "\n#[test]\nfn {name}() {{\n    check({i})\n}}\n");
    }
    table.push_str("];\n");
    table + &tests
}

/// That skeptic, asked on its own, makes of the pages the same tests: as many, each of the same program, to be run or only
/// compiled as here.
fn compare(generated: &str, checked: &[Checked]) -> Result<(), Errors> {
    let mut rest = generated;
    for &(_, expanded, fence) in checked {
        let kind = match fence.check {
            Check::CompileOnly => "compile_test",
            _ => "run_test",
        };
        let program = pages::program(fence);
        let wanted =
            format!("r####\"\n{{}}\"####, r####\"{program}\"####);\n    skeptic::rt::{kind}(");
        rest = match rest.split_once(&wanted) {
            Some((before, after)) if before.matches("#[test]").count() == 1 => after,
            _ => return Err(differs(expanded.line_of(fence.range.start))),
        };
    }
    match checked.last() {
        Some((_, expanded, fence)) if rest.contains("#[test]") => {
            Err(differs(expanded.line_of(fence.range.start)))
        }
        _ => Ok(()),
    }
}

fn differs((file, line): (&str, usize)) -> Errors {
    Errors::from(Error::new(
        file,
        line,
        "skeptic made other tests of this fence, or after it, than build.rs",
        "change build.rs so that it fits the version of skeptic in Cargo.lock",
    ))
}

/// Writes `text` to `file`, unless the file has it already.
fn write(file: &Path, text: &str) -> Result<(), Errors> {
    if fs::read(file).is_ok_and(|old| old == text.as_bytes()) {
        return Ok(());
    }
    fs::create_dir_all(file.parent().expect("it is below OUT_DIR"))
        .and_then(|()| fs::write(file, text))
        .map_err(|e| cannot("write", file, e))
}

/// Gives a page for skeptic a time that never changes. Skeptic has cargo watch the page, and cargo would take one that
/// is newer than the last run of this script for one that a writer changed.
fn keep_time(file: &Path) -> Result<(), Errors> {
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    fs::File::options()
        .write(true)
        .open(file)
        .and_then(|file| file.set_modified(long_ago))
        .map_err(|e| cannot("set the time of", file, e))
}

fn cannot(what: &str, file: &Path, error: io::Error) -> Errors {
    Errors::from(Error::new(file, 0, format!("can't {what} it: {error}"), ""))
}

/// Tells cargo when to run this script again: on a change in anything that expansion reads.
/// `src/generated` is written by every build and read by none.
fn watch(root: &Path) {
    let mut watched: Vec<PathBuf> = ["README.md", "book.toml", "listings", "quizzes", "build.rs"]
        .map(|name| root.join(name))
        .into();
    watched.extend(
        fs::read_dir(root.join("src"))
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path()),
    );
    watched.retain(|path| path.exists() && !path.ends_with("src/generated"));
    for path in watched {
        println!("cargo::rerun-if-changed={}", path.display());
    }
}
