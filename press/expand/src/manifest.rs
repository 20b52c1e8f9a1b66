//! `[package.metadata.book.<model>]` of a listing's `Cargo.toml`: what may vary, how it ends, what it needs.

use crate::Error;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// What a listing's manifest says of one model.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Manifest {
    /// The arguments of `cargo add` that make the listing compile in a fresh project; empty for std alone.
    pub crates: String,
    /// Parts of the output that may differ from run to run.
    pub vary: Vec<Vary>,
    /// The exit code, where it is not 0.
    pub exit: Option<i32>,
    /// The program does not end by itself.
    pub ends: Option<Ends>,
    /// How long a run may take, in milliseconds; [`Manifest::DEFAULT_LIMIT_MS`] where absent.
    pub limit_ms: Option<u64>,
    /// Why the listing is compiled and never run.
    pub no_run: Option<String>,
}

/// A regular expression for what may vary, and why it may.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vary {
    pub pattern: String,
    pub reason: String,
}

/// How a program that does not end by itself is ended.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ends {
    /// It is killed this many milliseconds after its start, and was still running then.
    pub killed_after_ms: u64,
}

impl Manifest {
    /// Milliseconds a run may take where the manifest names no limit.
    pub const DEFAULT_LIMIT_MS: u64 = 20_000;

    /// How long a run may take, in milliseconds.
    pub fn limit_ms(&self) -> u64 {
        self.limit_ms.unwrap_or(Self::DEFAULT_LIMIT_MS)
    }

    /// The `cargo add` line, or nothing where std is enough.
    pub fn cargo_add(&self) -> Option<String> {
        (!self.crates.is_empty()).then(|| format!("cargo add {}", self.crates))
    }

    /// Whether a plain run ends by itself with exit code 0, so that skeptic can run the listing.
    pub fn runs_to_success(&self) -> bool {
        self.exit.unwrap_or(0) == 0 && self.ends.is_none() && self.no_run.is_none()
    }
}
