//! A listing as a Cargo project that a reader downloads: a small archive with a manifest and the program.

use crate::files::write_if_changed;
use anyhow::{Context, Result, anyhow};
use expand::Listing;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::path::Path;
use tar::{Builder, EntryType, Header};

/// Where the build puts the archives, below the book's root.
pub const FOLDER: &str = "src/generated/project";

/// Writes the archive of a listing, which a page offers, unless it is there as it should be.
///
/// # Errors
/// As of [`archive`], or it can't be written.
pub fn write(root: &Path, listing: &Listing) -> Result<()> {
    let file = format!("{FOLDER}/{}-{}.tar.gz", listing.program, listing.model);
    write_if_changed(root, &file, archive(listing)?)
}

/// A folder named `<program>-<model>` with `Cargo.toml` and `src/main.rs`, as a gzipped tar; the same bytes for the same listing.
///
/// # Errors
/// As of [`manifest`].
pub fn archive(listing: &Listing) -> Result<Vec<u8>> {
    let folder = format!("{}-{}", listing.program, listing.model);
    let mut tar = Builder::new(GzEncoder::new(Vec::new(), Compression::best()));
    for (name, text) in [
        ("Cargo.toml", manifest(listing)?),
        ("src/main.rs", listing.source.clone()),
    ] {
        let mut header = Header::new_ustar();
        header.set_entry_type(EntryType::Regular);
        header.set_mode(0o644);
        header.set_size(text.len() as u64);
        // The earliest time that every file system can hold: the archive does not depend on when it was made.
        header.set_mtime(315_532_800);
        tar.append_data(&mut header, format!("{folder}/{name}"), text.as_bytes())?;
    }
    Ok(tar.into_inner()?.finish()?)
}

/// The `Cargo.toml` that `cargo new` and the listing's `cargo add` line make, with the versions that it was recorded with.
///
/// # Errors
/// A crate of the line is not among those that the listing was recorded with.
pub fn manifest(listing: &Listing) -> Result<String> {
    let (program, model) = (&listing.program, &listing.model);
    let mut text = format!(
        "[package]\nname = \"{program}-{model}\"\nversion = \"0.1.0\"\nedition = \"2024\"\nlicense = \"0BSD\"\n\n[dependencies]\n"
    );
    let added = listing.manifest.added();
    for one in added.map_err(|word| anyhow!("{}: `{word}` is not understood", listing.file))? {
        let recorded = listing.recorded.as_ref();
        let version = recorded.and_then(|recorded| recorded.crates.get(&one.name));
        let version = version.with_context(|| {
            format!(
                "{}: was not recorded with {}\n  cargo run -- record {program}",
                listing.file, one.name
            )
        })?;
        let mut line = format!("version = \"{version}\"");
        if !one.default_features {
            line.push_str(", default-features = false");
        }
        if !one.features.is_empty() {
            line.push_str(&format!(", features = {:?}", one.features));
        }
        text.push_str(&format!("{} = {{ {line} }}\n", one.name));
    }
    Ok(text)
}
