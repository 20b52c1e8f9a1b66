//! The tests of `tests/claims.rs`, as a reader sees them: a sentence, and the code that would fail if it were false.

use crate::items;
use listing::Error;
use std::path::Path;
use syn::spanned::Spanned;

/// A test that holds what a page says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The test's name, such as `the_others_wait_together`.
    pub name: String,
    /// The whole test, attributes and doc comment included.
    pub source: String,
    /// Its line in `tests/claims.rs`, from 1.
    pub line: usize,
}

impl Claim {
    /// The name as a sentence: `the others wait together`.
    pub fn sentence(&self) -> String {
        self.name.replace('_', " ")
    }
}

/// The claims of the program in `dir`, in the order of the file; none where there is no such file.
pub(crate) fn read(dir: &Path) -> Result<Vec<Claim>, Error> {
    let folder = dir.file_name().unwrap_or_default().to_string_lossy();
    let Ok(text) = std::fs::read_to_string(dir.join("tests/claims.rs")) else {
        return Ok(Vec::new());
    };
    let file = items::parse(&format!("listings/{folder}/tests/claims.rs"), &text)?;
    let tests = file.items.iter().filter_map(|item| match item {
        syn::Item::Fn(f) if f.attrs.iter().any(|a| a.path().is_ident("test")) => Some(f),
        _ => None,
    });
    Ok(tests
        .map(|f| Claim {
            name: f.sig.ident.to_string(),
            source: items::lines_of(&text, f.span()).to_owned(),
            line: f.span().start().line,
        })
        .collect())
}
