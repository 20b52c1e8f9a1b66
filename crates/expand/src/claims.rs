//! The tests of `tests/claims/`, as a reader sees them: a sentence, and the code that would fail if it were false.

use crate::items;
use listing::{Error, Place};
use std::path::Path;
use syn::spanned::Spanned;

/// A test that holds what a page says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The test's name, such as `the_others_wait_together`.
    pub name: String,
    /// The whole test, attributes and doc comment included.
    pub source: String,
    /// Its line in the file of claims, from 1.
    pub line: usize,
}

impl Claim {
    /// The name as a sentence: `the others wait together`.
    pub fn sentence(&self) -> String {
        self.name.replace('_', " ")
    }
}

/// The claims of the program at `place` below `root`, in the order of the file; none if there is no such file.
pub(crate) fn read(root: &Path, place: &Place) -> Result<Vec<Claim>, Error> {
    let Ok(text) = std::fs::read_to_string(root.join(place.claims())) else {
        return Ok(Vec::new());
    };
    let file = items::parse(&place.claims(), &text)?;
    let tests = file.items.iter().filter_map(|item| match item {
        syn::Item::Fn(f) if f.attrs.iter().any(|a| a.path().is_ident("test")) => Some(f),
        _ => None,
    });
    Ok(tests
        .map(|f| Claim {
            name: f.sig.ident.to_string(),
            source: text[items::lines(&text, f.span())].to_owned(),
            line: f.span().start().line,
        })
        .collect())
}
