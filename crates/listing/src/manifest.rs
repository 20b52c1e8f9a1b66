//! The `Cargo.toml` of a package of listings: what may vary in each model, how it ends, what it needs.
//!
//! `[package.metadata.book.<model>]` is about the package's own program, and `[package.metadata.variants.<variant>.book.<model>]`
//! about a variant.

use crate::measured::Measure;
use crate::{Error, Place};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// What a listing's manifest says of one model.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Manifest {
    /// The arguments of `cargo add` that make the listing compile in a fresh project; empty for std alone. They do not
    /// change what a run does, so they are not part of a recording's hash.
    #[serde(skip_serializing)]
    pub crates: String,
    /// Parts of the output that may differ from run to run.
    pub vary: Vec<Vary>,
    /// Functions that other code calls as often as it likes, such as a runtime its hooks.
    // Left out of the hash if empty: the key came when recordings had been made, and theirs had to stay.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub vary_calls: Vec<VaryCalls>,
    /// The exit code, where it is not 0; of a program that a signal ends, 128 and the signal's number, as shells say it.
    pub exit: Option<i32>,
    /// The program does not end by itself.
    pub ends: Option<Ends>,
    /// How long a run may take, in milliseconds; [`Manifest::DEFAULT_LIMIT_MS`] where absent.
    pub limit_ms: Option<u64>,
    /// Why the listing is compiled and never run.
    pub no_run: Option<String>,
}

/// A regular expression for what may vary, and why it may.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Vary {
    pub pattern: String,
    pub reason: String,
}

/// A function whose number of calls may differ, and why it may.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct VaryCalls {
    pub function: String,
    pub reason: String,
}

/// How a program that does not end by itself is ended.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Ends {
    /// It is killed this many milliseconds after its start, and was still running then.
    pub killed_after_ms: u64,
}

/// A crate that a listing's `cargo add` line adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    pub name: String,
    /// Those that the line names, in its order.
    pub features: Vec<String>,
    /// Whether it has its default features too.
    pub default_features: bool,
}

impl Manifest {
    /// The crates that the `cargo add` line adds, in its order.
    ///
    /// # Errors
    /// What of the line is not understood: an option other than `--features` and `--no-default-features`, or a feature of no
    /// crate of the line.
    pub fn added(&self) -> Result<Vec<Added>, String> {
        let mut words = self.crates.split_whitespace();
        let mut added: Vec<Added> = Vec::new();
        let mut features = Vec::new();
        let mut default_features = true;
        while let Some(word) = words.next() {
            match word {
                "--features" => features.extend(words.next().unwrap_or_default().split(',')),
                "--no-default-features" => default_features = false,
                option if option.starts_with('-') => return Err(option.to_owned()),
                name => added.push(Added {
                    name: name.to_owned(),
                    features: Vec::new(),
                    default_features: true,
                }),
            }
        }
        for feature in features {
            let (of, name) = match (feature.split_once('/'), added.as_mut_slice()) {
                (Some((of, name)), all) => (all.iter_mut().find(|one| one.name == of), name),
                (None, [only]) => (Some(only), feature),
                (None, _) => (None, feature),
            };
            let of = of.ok_or_else(|| format!("--features {feature}"))?;
            of.features.push(name.to_owned());
        }
        for one in &mut added {
            one.default_features = default_features;
        }
        Ok(added)
    }

    /// Reads what a package's `Cargo.toml` says of `model` of `program`: the default if it says nothing.
    ///
    /// `package` is the package's folder, such as `listings/gather`; `program` is its name, or that of a variant
    /// (`gather_panics`).
    ///
    /// # Errors
    /// The file can't be read, is not TOML, or contains a key that does not exist.
    pub fn read(package: &Path, program: &str, model: &str) -> Result<Manifest, Error> {
        let mut all = PackageManifest::read(package)?;
        let of_program = all
            .programs
            .iter_mut()
            .find(|p| p.place.program() == program);
        Ok(of_program
            .and_then(|p| p.models.remove(model))
            .unwrap_or_default())
    }

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

/// What a package of listings says of its programs: its own program first, then its variants by name.
#[derive(Debug)]
pub struct PackageManifest {
    pub programs: Vec<ProgramManifest>,
}

/// What a package's `Cargo.toml` says of one program.
#[derive(Debug)]
pub struct ProgramManifest {
    pub place: Place,
    /// What the program does, in a line.
    pub description: String,
    pub models: BTreeMap<String, Manifest>,
    /// `[package.metadata.measure]`, or `measure` of the variant.
    pub measure: Option<Measure>,
    /// Name and path of each `[[bin]]`; the path is relative to the program's own folder.
    pub bins: Vec<(String, String)>,
}

#[derive(Deserialize)]
struct Cargo {
    package: Package,
    #[serde(default)]
    bin: Vec<Bin>,
}

#[derive(Deserialize)]
struct Package {
    description: Option<String>,
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Deserialize, Default)]
struct Metadata {
    #[serde(default)]
    book: BTreeMap<String, Manifest>,
    measure: Option<Measure>,
    #[serde(default)]
    variants: BTreeMap<String, Variant>,
}

/// `[package.metadata.variants.<variant>]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Variant {
    description: String,
    #[serde(default)]
    book: BTreeMap<String, Manifest>,
    measure: Option<Measure>,
}

#[derive(Deserialize)]
struct Bin {
    name: String,
    path: Option<String>,
}

impl PackageManifest {
    /// Reads the `Cargo.toml` in the package's folder `dir`.
    ///
    /// # Errors
    /// The file can't be read, or is not a manifest as CONTRIBUTING describes it.
    pub fn read(dir: &Path) -> Result<PackageManifest, Error> {
        let package = dir.file_name().unwrap_or_default().to_string_lossy();
        let file = format!("listings/{package}/Cargo.toml");
        let text = std::fs::read_to_string(dir.join("Cargo.toml")).map_err(|e| {
            Error::new(
                &file,
                0,
                format!("can't be read: {e}"),
                format!("start a program with: cargo run -- new {package}"),
            )
        })?;
        parse(&package, &file, &text)
    }
}

fn parse(package: &str, file: &str, text: &str) -> Result<PackageManifest, Error> {
    let cargo: Cargo = toml::from_str(text).map_err(|e| {
        let line = e.span().map_or(0, |span| crate::line_at(text, span.start));
        let help = if e.message().contains("unknown field") {
            "this table takes these keys and no others"
        } else {
            "compare listings/count/Cargo.toml"
        };
        Error::new(file, line, e.message().trim(), help)
    })?;
    let metadata = cargo.package.metadata;
    let own = ProgramManifest {
        place: Place::new(package, None),
        description: cargo.package.description.unwrap_or_default(),
        models: metadata.book,
        measure: metadata.measure,
        bins: Vec::new(),
    };
    let variants = metadata
        .variants
        .into_iter()
        .map(|(name, variant)| ProgramManifest {
            place: Place::new(package, Some(&name)),
            description: variant.description,
            models: variant.book,
            measure: variant.measure,
            bins: Vec::new(),
        });
    let mut programs: Vec<ProgramManifest> = std::iter::once(own).chain(variants).collect();

    for bin in cargo.bin {
        let path = bin.path.unwrap_or_default();
        let (variant, path) = match path.rsplit_once('/') {
            Some((folder, path)) => (Some(folder.to_owned()), path.to_owned()),
            None => (None, path),
        };
        let Some(program) = programs.iter_mut().find(|p| p.place.variant == variant) else {
            let variant = variant.unwrap_or_default();
            return Err(Error::new(
                file,
                line_of(text, &format!("name = \"{}\"", bin.name)),
                format!(
                    "[[bin]] {} is in the folder of a variant `{variant}` that the manifest does not have",
                    bin.name
                ),
                format!("add: [package.metadata.variants.{variant}] description = \"…\""),
            ));
        };
        program.bins.push((bin.name, path));
    }
    for program in &programs {
        check(file, text, program)?;
    }
    Ok(PackageManifest { programs })
}

/// The line, from 1, whose trimmed text is `wanted`; 0 if there is none.
fn line_of(text: &str, wanted: &str) -> usize {
    let line = text.lines().position(|l| l.trim() == wanted);
    line.map_or(0, |n| n + 1)
}

/// What serde can't check of what a manifest says of one program.
fn check(file: &str, text: &str, program: &ProgramManifest) -> Result<(), Error> {
    for (model, manifest) in &program.models {
        let line = line_of(text, &format!("[{}]", program.place.table(model)));
        manifest.added().map_err(|word| {
            Error::new(
                file,
                line,
                format!("`crates` says `{word}`, which is not understood"),
                "name crates, then --features with a comma between, each with its crate where there are several: \
                 \"async-std futures --features async-std/attributes\"",
            )
        })?;
        for vary in &manifest.vary {
            if vary.pattern.contains(".*") || vary.pattern.contains(".+") {
                return Err(Error::new(
                    file,
                    line,
                    format!("the pattern `{}` lets anything vary", vary.pattern),
                    "name what may vary: digits, a thread's number, a port",
                ));
            }
            if vary.reason.trim().is_empty() {
                return Err(Error::new(
                    file,
                    line,
                    format!("`{}` may vary without a reason", vary.pattern),
                    "say why in `reason`",
                ));
            }
        }
    }
    if let Some(measure) = &program.measure {
        let bins = program
            .bins
            .iter()
            .filter_map(|(name, _)| name.split_once('-'));
        let models: Vec<&str> = bins.map(|(_, model)| model).collect();
        measure.check(&models).map_err(|(message, help)| {
            let table = match &program.place.variant {
                None => "[package.metadata.measure]".to_owned(),
                Some(variant) => format!("[package.metadata.variants.{variant}.measure]"),
            };
            Error::new(file, line_of(text, &table), message, help)
        })?;
    }
    Ok(())
}
