//! Starts a program of the book: four listings that run, their manifest, and a claim that holds.

use anyhow::{Context, Result, bail};
use listing::Place;
use std::fs;
use std::path::Path;

/// The listings of a new program.
const LISTINGS: [(&str, &str); 4] = [
    ("sync.rs", include_str!("new/sync.rs")),
    ("threads.rs", include_str!("new/threads.rs")),
    ("tokio.rs", include_str!("new/tokio.rs")),
    ("async_std.rs", include_str!("new/async_std.rs")),
];

/// The manifest of a new package, and its claims; `PROGRAM` in them is the program's name.
const MANIFEST: &str = include_str!("new/Cargo.toml.in");
const CLAIMS: &str = include_str!("new/claims.rs");

/// What the listings depend on.
const DEPENDENCIES: [&str; 3] = ["async-std", "futures", "tokio"];

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

/// Starts `listings/<program>`, or its variant `listings/<program>/<variant>`, in the book at `root`, and says what to do
/// next.
///
/// # Errors
/// The name can't be used or is taken, or the folder can't be written; nothing is left behind then.
pub fn new(root: &Path, program: &str, variant: Option<&str>) -> Result<()> {
    match variant {
        None => new_package(root, program)?,
        Some(variant) => new_variant(root, program, variant)?,
    }
    let place = Place::new(program, variant);
    println!(
        "{} is started: four listings, their manifest, a claim. Next:\n\
         \x20 1. write the program; delete the models that it does not need, here and in {}\n\
         \x20 2. cargo run -- record {}      keeps what it prints\n\
         \x20 3. {{{{#program {}}}}}             on a page of src/ shows it\n\
         \x20 4. {}            checks what {} says",
        place.folder(),
        place.manifest(),
        place.program(),
        place.program(),
        place.test_command(),
        place.claims(),
    );
    Ok(())
}

fn new_package(root: &Path, program: &str) -> Result<()> {
    check_name(program)?;
    check_free(root, program)?;
    let folder = listings(root, program)?;
    let started = folder.path().join(program);
    let claims = started.join("tests/claims");
    fs::create_dir_all(&claims)?;
    fs::write(claims.join("main.rs"), CLAIMS.replace("PROGRAM", program))?;
    fs::write(
        started.join("Cargo.toml"),
        MANIFEST.replace("PROGRAM", program),
    )?;
    let place = root.join("listings").join(program);
    fs::create_dir_all(root.join("listings"))?;
    fs::rename(&started, &place).with_context(|| format!("{}: can't be written", place.display()))
}

fn new_variant(root: &Path, package: &str, variant: &str) -> Result<()> {
    let place = Place::new(package, Some(variant));
    let manifest = root.join(place.manifest());
    let Ok(old) = fs::read_to_string(&manifest) else {
        bail!(
            "no package is called `{package}`, so it can't have a variant\n  start it with: cargo run -- new {package}"
        );
    };
    check_name(variant)?;
    if ["recorded", "tests"].contains(&variant) {
        bail!("`{variant}` is a folder of every package\n  choose another name");
    }
    check_free(root, &place.program())?;
    if root.join(place.folder()).exists() {
        bail!(
            "{} exists\n  choose another name, or change that variant",
            place.folder()
        );
    }
    let main = root.join(Place::new(package, None).claims());
    let modules =
        fs::read_to_string(&main).with_context(|| format!("{}: can't be read", main.display()))?;
    let changed = with_variant(&old, &place)?;

    let folder = listings(root, variant)?;
    fs::rename(folder.path().join(variant), root.join(place.folder()))?;
    let claims = CLAIMS.replace("PROGRAM", &place.program());
    let written = fs::write(root.join(place.claims()), claims)
        .and_then(|()| fs::write(&main, with_module(&modules, variant)))
        .and_then(|()| fs::write(&manifest, changed));
    if written.is_err() {
        let _ = fs::remove_dir_all(root.join(place.folder()));
        let _ = fs::remove_file(root.join(place.claims()));
        let _ = fs::write(&main, modules);
        let _ = fs::write(&manifest, old);
    }
    written.with_context(|| format!("{}: can't be written", place.folder()))
}

/// A temporary folder beside `listings/` with the four listings in a folder called `name`.
fn listings(root: &Path, name: &str) -> Result<tempfile::TempDir> {
    let folder = tempfile::Builder::new()
        .prefix(".press-")
        .tempdir_in(root)?;
    let started = folder.path().join(name);
    fs::create_dir_all(&started)?;
    for (file, text) in LISTINGS {
        fs::write(started.join(file), text)?;
    }
    Ok(folder)
}

/// The package's manifest with the bins of its new variant, what they depend on, and the variant's own tables.
fn with_variant(manifest: &str, place: &Place) -> Result<String> {
    let variant = place.variant.as_deref().unwrap_or_default();
    let (bins, tables) = manifest_parts(place, variant);
    let mut text = manifest.trim_end().to_owned();
    let first = text
        .find("\n[dependencies]")
        .or(text.find("\n[dev-dependencies]"));
    let first = first.context("the manifest has no [dependencies]")?;
    text.insert_str(first, &format!("\n{}", bins.trim_end()));
    if !text.contains("\n[dependencies]\n") {
        text = text.replacen(
            "\n[dev-dependencies]",
            "\n[dependencies]\n\n[dev-dependencies]",
            1,
        );
    }
    for name in DEPENDENCIES {
        let line = format!("\n{name}.workspace = true");
        if !text.contains(&line) {
            text = text.replacen("\n[dependencies]", &format!("\n[dependencies]{line}"), 1);
        }
    }
    Ok(format!("{text}\n\n{tables}"))
}

/// The `[[bin]]` tables of a variant, and its `[package.metadata.variants.…]` tables: those of [`MANIFEST`].
fn manifest_parts(place: &Place, variant: &str) -> (String, String) {
    let whole = MANIFEST.replace("PROGRAM", &place.program());
    let tables: Vec<&str> = whole.split_inclusive("\n\n").collect();
    let bins = tables.iter().filter(|table| table.starts_with("[[bin]]"));
    let bins = bins.map(|table| table.replace("path = \"", &format!("path = \"{variant}/")));
    let of_models = tables
        .iter()
        .filter(|table| table.starts_with("[package.metadata.book."));
    let of_models = of_models.map(|table| {
        table.replace(
            "[package.metadata.book.",
            &format!("[package.metadata.variants.{variant}.book."),
        )
    });
    let description = whole.lines().find(|line| line.starts_with("description"));
    let head = format!(
        "[package.metadata.variants.{variant}]\n{}\n\n",
        description.unwrap_or_default()
    );
    (bins.collect(), head + &of_models.collect::<String>())
}

/// The claims of a package with the module of a new variant, after the other modules.
fn with_module(main: &str, variant: &str) -> String {
    let mut lines: Vec<String> = main.lines().map(str::to_owned).collect();
    let last = lines
        .iter()
        .rposition(|line| line.starts_with("mod ") && line.ends_with(';'));
    let doc = lines
        .iter()
        .take_while(|line| line.starts_with("//!"))
        .count();
    let module = format!("mod {variant};");
    match last {
        Some(last) => lines.insert(last + 1, module),
        None => lines
            .splice(doc..doc, [String::new(), module])
            .for_each(drop),
    }
    lines.join("\n") + "\n"
}

/// That `program` can be the name of a folder of listings, a package and an identifier.
fn check_name(program: &str) -> Result<()> {
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
    Ok(())
}

/// That no program and no crate is called `program`.
fn check_free(root: &Path, program: &str) -> Result<()> {
    if let Some(place) = Place::find(root, program) {
        bail!(
            "{} exists\n  choose another name, or change that program",
            place.folder()
        );
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
            "`{package}` is the name of a crate that the book uses\n  choose another name: lower-case words joined by `_`, as `word_count`"
        );
    }
    Ok(())
}
