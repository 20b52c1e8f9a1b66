//! Records a program of the reader's own, of one file, and writes what is made of it into a folder.

use super::{Options, Outcome, Source, build, folder, record, summary};
use crate::picture::replay;
use anyhow::{Context, Result, bail};
use expand::Listing;
use listing::{Manifest, Place, Vary};
use std::fs;
use std::path::{Path, PathBuf};

/// Records the program in `file`, with the crates that the book of `root` has, and says where everything is.
///
/// # Errors
/// The file holds no program, or one that can't be recorded; a file can't be written.
pub fn record_file(root: &Path, file: &Path, options: &Options) -> Result<()> {
    let listing = listing(file)?;
    let source = Source {
        name: format!("own-{}", listing.program),
        file: listing.file.clone(),
        text: listing.source.clone(),
    };
    let built = build(root, &folder(root), std::slice::from_ref(&source))?
        .pop()
        .context("one program was built")??;
    let outcome = record(&source, &listing, &built, true)?;
    write(&listing, outcome, options)
}

/// The program in `file` as a listing.
fn listing(file: &Path) -> Result<Listing> {
    let shown = file.display();
    let text = fs::read_to_string(file).with_context(|| {
        format!("{shown}: can't be read as text\n  name one Rust file: cargo run -- record --file path/to/main.rs")
    })?;
    let why = match syn::parse_file(&text) {
        Ok(file) if file.items.iter().any(is_main) => None,
        Ok(_) => Some(": this is not a program: it has no `fn main`".to_owned()),
        Err(error) => {
            let line = error.span().start().line;
            Some(format!(":{line}: this is not a Rust program: {error}"))
        }
    };
    if let Some(why) = why {
        bail!(
            "{shown}{why}\n  name one Rust file with a `fn main`: cargo run -- record --file path/to/main.rs"
        );
    }
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let name: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    Ok(Listing {
        program: name.clone(),
        model: "main".to_owned(),
        place: Place::new("own", None),
        file: format!("own/{name}.rs"),
        source: text,
        manifest: Manifest {
            vary: vec![Vary {
                pattern: "[0-9.]+".to_owned(),
                reason: "nothing is known of it".to_owned(),
            }],
            ..Manifest::default()
        },
        output: None,
        recorded: None,
    })
}

fn is_main(item: &syn::Item) -> bool {
    matches!(item, syn::Item::Fn(f) if f.sig.ident == "main")
}

/// Writes the recording, the output, the replay, and the trace for Perfetto.
fn write(listing: &Listing, outcome: Outcome, options: &Options) -> Result<()> {
    let said = summary(&outcome);
    let recording = outcome.recording.context("a run has a recording")?;
    let name = &listing.program;
    let to = match &options.to {
        Some(to) => to.clone(),
        None => tempfile::Builder::new()
            .prefix("recording-")
            .tempdir()
            .context("no temporary folder")?
            .keep(),
    };
    fs::create_dir_all(&to).with_context(|| format!("{} can't be made", to.display()))?;
    let write = |path: &PathBuf, text: &str| {
        fs::write(path, text).with_context(|| format!("{} can't be written", path.display()))
    };
    let json = to.join(format!("{name}.json"));
    write(&json, &recording.to_json())?;
    write(&to.join(format!("{name}.txt")), outcome.plain.stdout())?;
    let chrome = options.chrome.clone();
    let chrome = chrome.unwrap_or_else(|| to.join(format!("{name}.chrome.json")));
    write(&chrome, &recording.to_chrome())?;
    let page = to.join(format!("{name}.html"));
    write(&page, &replay::page(&recording, &listing.source))?;
    println!("{name}: {said}");
    println!("the recording: {}", json.display());
    println!("its replay, a page for a browser: {}", page.display());
    println!("the same for Perfetto: {}", chrome.display());
    Ok(())
}
