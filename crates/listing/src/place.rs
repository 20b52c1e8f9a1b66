//! Where a program's files are.

use serde::{Deserialize, Serialize};
use std::path::Path;

/// The place of a program in `listings/`: a package's own folder, or the folder of one of its variants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The package and its folder: `gather`.
    pub package: String,
    /// The folder of a variant in it: `panics`.
    pub variant: Option<String>,
}

impl Place {
    /// The place of `package`'s own program, or of its `variant`.
    pub fn new(package: impl Into<String>, variant: Option<&str>) -> Place {
        Place {
            package: package.into(),
            variant: variant.map(str::to_owned),
        }
    }

    /// The place of `program` in `package`; `None` if no program of this package can have that name.
    pub fn of(package: &str, program: &str) -> Option<Place> {
        if program == package {
            return Some(Place::new(package, None));
        }
        let variant = program.strip_prefix(package)?.strip_prefix('_')?;
        Some(Place::new(package, Some(variant)))
    }

    /// The place of `program` in the book at `root`; `None` if it has no folder there.
    pub fn find(root: &Path, program: &str) -> Option<Place> {
        let ends = program.match_indices('_').map(|(at, _)| at);
        let packages = ends.chain([program.len()]).map(|end| &program[..end]);
        packages
            .filter_map(|package| Place::of(package, program))
            .find(|place| {
                root.join(place.manifest()).is_file() && root.join(place.folder()).is_dir()
            })
    }

    /// The program's name everywhere: `gather`, or `gather_panics`.
    pub fn program(&self) -> String {
        match &self.variant {
            None => self.package.clone(),
            Some(variant) => format!("{}_{variant}", self.package),
        }
    }

    /// The folder of its listings, below the root: `listings/gather/panics`.
    pub fn folder(&self) -> String {
        match &self.variant {
            None => format!("listings/{}", self.package),
            Some(variant) => format!("listings/{}/{variant}", self.package),
        }
    }

    /// The manifest that speaks of it, below the root.
    pub fn manifest(&self) -> String {
        format!("listings/{}/Cargo.toml", self.package)
    }

    /// The table of a model in the manifest: `package.metadata.variants.panics.book.tokio`.
    pub fn table(&self, model: &str) -> String {
        match &self.variant {
            None => format!("package.metadata.book.{model}"),
            Some(variant) => format!("package.metadata.variants.{variant}.book.{model}"),
        }
    }

    /// The file of its claims, below the root: `listings/gather/tests/claims/panics.rs`; `main.rs` for the package's own.
    pub fn claims(&self) -> String {
        let file = self.variant.as_deref().unwrap_or("main");
        format!("listings/{}/tests/claims/{file}.rs", self.package)
    }

    /// The module of its claims in `tests/claims/main.rs`; `None` for the package's own program, whose claims are there.
    pub fn module(&self) -> Option<String> {
        // The one word of Rust's own that names a variant.
        self.variant.as_ref().map(|variant| match variant.as_str() {
            "async" => "r#async".to_owned(),
            variant => variant.to_owned(),
        })
    }

    /// The claim as libtest names it: `panics::nobody_waits`.
    pub fn test(&self, claim: &str) -> String {
        match self.module() {
            None => claim.to_owned(),
            Some(module) => format!("{module}::{claim}"),
        }
    }

    /// The command that runs its claims, and for a package's own program those of its variants too.
    pub fn test_command(&self) -> String {
        match self.module() {
            None => format!("cargo test -p {}", self.package),
            Some(module) => format!("cargo test -p {} {module}::", self.package),
        }
    }
}
