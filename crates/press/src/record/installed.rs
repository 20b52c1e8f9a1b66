//! The versions that a recording or a measurement was made with.

use anyhow::{Context, Result, anyhow};
use expand::Listing;
use listing::{Added, Recorded, listing_hash, manifest_hash};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The versions that are installed.
pub(crate) struct Installed {
    /// Such as `1.95.0`.
    pub(crate) rustc: String,
    /// By crate.
    locked: BTreeMap<String, String>,
}

impl Installed {
    /// What is installed, by rustc itself and by the `Cargo.lock` below `root`.
    ///
    /// # Errors
    /// rustc can't be started, or there is no such lock file.
    pub(crate) fn read(root: &Path) -> Result<Installed> {
        let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let lock: toml::Table = fs::read_to_string(root.join("Cargo.lock"))
            .context("Cargo.lock can't be read")?
            .parse()?;
        let packages = lock.get("package").and_then(|p| p.as_array());
        let mut locked = BTreeMap::new();
        // In the order of the lock file the newest of several versions comes last.
        for package in packages.into_iter().flatten() {
            if let (Some(name), Some(version)) =
                (package["name"].as_str(), package["version"].as_str())
            {
                locked.insert(name.to_owned(), version.to_owned());
            }
        }
        Ok(Installed {
            rustc: version_of(Path::new(&rustc))?,
            locked,
        })
    }

    /// What a recording of this listing is made of now.
    ///
    /// # Errors
    /// Its manifest names a crate that `Cargo.lock` does not know, or python3 is needed and can't be started.
    pub(crate) fn of(&self, listing: &Listing) -> Result<Recorded> {
        let with = if listing.model == "python" {
            version_of(Path::new("python3"))?
        } else {
            self.rustc.clone()
        };
        let added = listing.manifest.added().map_err(|word| {
            anyhow!(
                "{}: `{word}` in its manifest's `crates` is not understood",
                listing.file
            )
        })?;
        let mut crates = BTreeMap::new();
        for Added { name, .. } in added {
            let version = self.locked.get(&name).with_context(|| {
                format!(
                    "{}: its manifest's `crates` name `{name}`, which is not in Cargo.lock",
                    listing.file
                )
            })?;
            crates.insert(name, version.clone());
        }
        Ok(Recorded {
            listing: listing_hash(&listing.source),
            manifest: manifest_hash(&listing.manifest),
            with,
            crates,
        })
    }
}

/// The first word with a digit that `program --version` prints.
fn version_of(program: &Path) -> Result<String> {
    let output = Command::new(program)
        .arg("--version")
        .output()
        .with_context(|| format!("{} can't be started", program.display()))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let version = text
        .split_whitespace()
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    Ok(version
        .with_context(|| format!("{} --version prints no version", program.display()))?
        .to_owned())
}
