//! `recorded/recorded.toml`: of what the recordings of a program were made.

use crate::{Error, Manifest, Place};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Of what one model's recording was made.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Recorded {
    /// [`listing_hash`] of the listing.
    pub listing: String,
    /// [`manifest_hash`] of what the manifest says of the model.
    pub manifest: String,
    /// The version of rustc, such as `1.95.0`; of Python for a `python.py`.
    pub with: String,
    /// The versions of the crates that the listing uses, by name.
    #[serde(default)]
    pub crates: BTreeMap<String, String>,
}

impl Recorded {
    /// Reads `recorded/recorded.toml` of the program at `place` below `root`, by model; empty if there is no such file.
    ///
    /// # Errors
    /// The file exists and is not of this form.
    pub fn read(root: &Path, place: &Place) -> Result<BTreeMap<String, Recorded>, Error> {
        let file = format!("{}/recorded/recorded.toml", place.folder());
        let Ok(text) = std::fs::read_to_string(root.join(&file)) else {
            return Ok(BTreeMap::new());
        };
        toml::from_str(&text).map_err(|e: toml::de::Error| {
            let line = e.span().map_or(0, |span| crate::line_at(&text, span.start));
            Error::new(
                file,
                line,
                e.message().trim(),
                format!("run: cargo run -- record {}", place.program()),
            )
        })
    }

    /// Writes [`Recorded::read`]'s file.
    pub fn write(
        root: &Path,
        place: &Place,
        all: &BTreeMap<String, Recorded>,
    ) -> std::io::Result<()> {
        let text = toml::to_string(all).expect("strings and maps are TOML");
        std::fs::write(
            root.join(place.folder()).join("recorded/recorded.toml"),
            text,
        )
    }
}

/// Whether the recording of a listing is of the listing as it is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is.
    Fresh,
    /// There is none.
    NeverRecorded,
    /// The listing was changed after it was recorded.
    ListingChanged,
    /// What the manifest says of the model was changed after the listing was recorded.
    ManifestChanged,
}

impl State {
    /// The state of a listing with this text and manifest, of which `kept` is kept.
    pub fn of(source: &str, manifest: &Manifest, kept: Option<&Recorded>) -> State {
        match kept {
            None => State::NeverRecorded,
            Some(kept) if kept.listing != listing_hash(source) => State::ListingChanged,
            Some(kept) if kept.manifest != manifest_hash(manifest) => State::ManifestChanged,
            Some(_) => State::Fresh,
        }
    }

    /// Why it should be recorded again, as a clause; `None` if it is fresh.
    pub fn why(self) -> Option<&'static str> {
        match self {
            State::Fresh => None,
            State::NeverRecorded => Some("the listing was never recorded"),
            State::ListingChanged => Some("the listing was changed after it was recorded"),
            State::ManifestChanged => Some("its manifest was changed after it was recorded"),
        }
    }
}

/// SHA-256 of a listing's text in hexadecimal; line ends do not count.
pub fn listing_hash(source: &str) -> String {
    hex::encode(Sha256::digest(source.replace("\r\n", "\n").as_bytes()))
}

/// SHA-256, in hexadecimal, of what a manifest says of a model; how it is laid out does not count.
pub fn manifest_hash(manifest: &Manifest) -> String {
    listing_hash(&toml::to_string(manifest).expect("a manifest is TOML"))
}

/// What a page was checked with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Versions {
    pub rust: BTreeSet<String>,
    pub python: BTreeSet<String>,
    /// Versions by crate.
    pub crates: BTreeMap<String, BTreeSet<String>>,
}

impl Versions {
    /// Adds what `model` was recorded with.
    pub fn add(&mut self, model: &str, recorded: &Recorded) {
        let with = if model == "python" {
            &mut self.python
        } else {
            &mut self.rust
        };
        with.insert(recorded.with.clone());
        for (name, version) in &recorded.crates {
            self.crates
                .entry(name.clone())
                .or_default()
                .insert(version.clone());
        }
    }

    /// "Rust 1.95.0, async-std 1.13.2 and tokio 1.54.1"; `None` where nothing was recorded.
    pub fn sentence(&self) -> Option<String> {
        let one = |name: &str, versions: &BTreeSet<String>| {
            let versions: Vec<&str> = versions.iter().map(String::as_str).collect();
            format!("{name} {}", versions.join(" and "))
        };
        let mut all = Vec::new();
        if !self.rust.is_empty() {
            all.push(one("Rust", &self.rust));
        }
        all.extend(
            self.crates
                .iter()
                .map(|(name, versions)| one(name, versions)),
        );
        if !self.python.is_empty() {
            all.push(one("Python", &self.python));
        }
        let last = all.pop()?;
        Some(if all.is_empty() {
            last
        } else {
            format!("{} and {last}", all.join(", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_of_a_recording_says_what_was_changed_after_it() {
        let manifest = Manifest::default();
        let kept = Recorded {
            listing: listing_hash("fn main() {}\n"),
            manifest: manifest_hash(&manifest),
            with: "1.95.0".to_owned(),
            crates: BTreeMap::new(),
        };
        let state = |source, manifest| State::of(source, manifest, Some(&kept));
        assert_eq!(state("fn main() {}\n", &manifest), State::Fresh);
        assert_eq!(state("fn main() {}\r\n", &manifest), State::Fresh);
        assert_eq!(state("fn main() { }\n", &manifest), State::ListingChanged);
        let slower = Manifest {
            limit_ms: Some(9_000),
            ..Manifest::default()
        };
        assert_eq!(state("fn main() {}\n", &slower), State::ManifestChanged);
        let never = State::of("fn main() {}\n", &manifest, None);
        assert_eq!(never, State::NeverRecorded);
        assert_eq!(never.why(), Some("the listing was never recorded"));
    }
}
