//! The tests of `tests/claims/`, as a reader sees them: a sentence, and the code that would fail if it were false.

use listing::{Error, Place};
use proc_macro2::Span;
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
    let file = parse(&place.claims(), &text)?;
    let tests = file.items.iter().filter_map(|item| match item {
        syn::Item::Fn(f) if f.attrs.iter().any(|a| a.path().is_ident("test")) => Some(f),
        _ => None,
    });
    Ok(tests
        .map(|f| Claim {
            name: f.sig.ident.to_string(),
            source: text_of(&text, f.span()).to_owned(),
            line: f.span().start().line,
        })
        .collect())
}

/// The item called `anchor` in `source`: `count`, `Account`, `Account::transfer`. `Err` holds the names that exist.
pub(crate) fn item<'a>(source: &'a str, anchor: &str) -> Result<&'a str, Vec<String>> {
    let Ok(file) = syn::parse_file(source) else {
        return Err(Vec::new());
    };
    let mut exist = Vec::new();
    for item in &file.items {
        let mut named: Vec<(String, Span)> = Vec::new();
        match item {
            syn::Item::Fn(f) => named.push((f.sig.ident.to_string(), f.span())),
            syn::Item::Struct(s) => named.push((s.ident.to_string(), s.span())),
            syn::Item::Enum(e) => named.push((e.ident.to_string(), e.span())),
            syn::Item::Trait(t) => named.push((t.ident.to_string(), t.span())),
            syn::Item::Static(s) => named.push((s.ident.to_string(), s.span())),
            syn::Item::Const(c) => named.push((c.ident.to_string(), c.span())),
            syn::Item::Impl(i) => {
                let syn::Type::Path(path) = &*i.self_ty else {
                    continue;
                };
                let Some(last) = path.path.segments.last() else {
                    continue;
                };
                let ty = last.ident.to_string();
                let whole = match i.trait_.as_ref().and_then(|t| t.0.segments.last()) {
                    Some(of) => format!("{} for {ty}", of.ident),
                    None => format!("impl {ty}"),
                };
                named.push((whole, i.span()));
                for item in &i.items {
                    if let syn::ImplItem::Fn(f) = item {
                        named.push((format!("{ty}::{}", f.sig.ident), f.span()));
                    }
                }
            }
            _ => {}
        }
        for (name, span) in named {
            if name == anchor {
                return Ok(text_of(source, span));
            }
            exist.push(name);
        }
    }
    Err(exist)
}

pub(crate) fn parse(file: &str, text: &str) -> Result<syn::File, Error> {
    syn::parse_file(text).map_err(|e| {
        Error::new(
            file,
            e.span().start().line,
            format!("is no Rust: {e}"),
            "cargo check says more",
        )
    })
}

/// The whole lines on which `span` stands.
fn text_of(text: &str, span: Span) -> &str {
    let range = span.byte_range();
    let start = text[..range.start].rfind('\n').map_or(0, |n| n + 1);
    let end = text[range.end..]
        .find('\n')
        .map_or(text.len(), |n| range.end + n + 1);
    &text[start..end]
}
