//! The items of a listing, by their names.

use listing::Error;
use proc_macro2::Span;
use std::ops::Range;
use syn::spanned::Spanned;

/// A top-level item of a listing; `use` and `mod` are none.
pub(crate) struct Item {
    /// The word that it begins with: `fn`, `struct`, `impl`, …
    pub kind: &'static str,
    /// `count`, `Account`; of an `impl`, its type and trait: `Account`, `Display for Account`.
    pub name: String,
    /// The type that an `impl` is for.
    pub of: Option<String>,
    /// The bytes of its whole lines, with doc comments and attributes.
    pub range: Range<usize>,
    /// Its first line without doc comments, attributes and body: `fn count(to: u32) -> u32`.
    pub head: String,
    /// The functions of an `impl`: `Account::transfer`, and the bytes of their lines.
    functions: Vec<(String, Range<usize>)>,
}

impl Item {
    /// The names by which a directive finds it, or a part of it, with their bytes.
    fn names(&self) -> impl Iterator<Item = (String, Range<usize>)> + '_ {
        let whole = match (&self.of, self.name.contains(" for ")) {
            (Some(of), false) => format!("impl {of}"),
            _ => self.name.clone(),
        };
        let functions = self.functions.iter().cloned();
        std::iter::once((whole, self.range.clone())).chain(functions)
    }
}

/// The items of `source` in their order; `None` if it is not Rust.
pub(crate) fn of(source: &str) -> Option<Vec<Item>> {
    let file = syn::parse_file(source).ok()?;
    let items = file.items.iter();
    Some(items.filter_map(|item| read(source, item)).collect())
}

fn read(source: &str, item: &syn::Item) -> Option<Item> {
    use syn::Item as Is;
    let (mut of, mut functions) = (None, Vec::new());
    let (kind, name, attributes) = match item {
        Is::Fn(f) => ("fn", f.sig.ident.to_string(), &f.attrs),
        Is::Struct(s) => ("struct", s.ident.to_string(), &s.attrs),
        Is::Enum(e) => ("enum", e.ident.to_string(), &e.attrs),
        Is::Const(c) => ("const", c.ident.to_string(), &c.attrs),
        Is::Static(s) => ("static", s.ident.to_string(), &s.attrs),
        Is::Trait(t) => ("trait", t.ident.to_string(), &t.attrs),
        Is::Type(t) => ("type", t.ident.to_string(), &t.attrs),
        Is::Impl(i) => {
            let syn::Type::Path(path) = &*i.self_ty else {
                return None;
            };
            let ty = path.path.segments.last()?.ident.to_string();
            let of_trait = i.trait_.as_ref().and_then(|t| t.0.segments.last());
            let name = match of_trait {
                Some(of_trait) => format!("{} for {ty}", of_trait.ident),
                None => ty.clone(),
            };
            functions = i.items.iter().filter_map(function(source, &ty)).collect();
            of = Some(ty);
            ("impl", name, &i.attrs)
        }
        _ => return None,
    };
    let whole = item.span().byte_range();
    let after_attributes = attributes
        .last()
        .map_or(whole.start, |last| last.span().byte_range().end);
    Some(Item {
        kind,
        name,
        of,
        range: lines(source, item.span()),
        head: head(&source[after_attributes..whole.end]),
        functions,
    })
}

fn function<'a>(
    source: &'a str,
    ty: &'a str,
) -> impl Fn(&syn::ImplItem) -> Option<(String, Range<usize>)> + 'a {
    move |item| match item {
        syn::ImplItem::Fn(f) => Some((format!("{ty}::{}", f.sig.ident), lines(source, f.span()))),
        _ => None,
    }
}

/// What stands before the body or the value of an item, on one line.
fn head(text: &str) -> String {
    let end = [" {", " =", ";\n", "\nwhere"]
        .iter()
        .filter_map(|end| text.find(end))
        .min();
    let head = text[..end.unwrap_or(text.len())].trim_end_matches(';');
    let head = head.split_whitespace().collect::<Vec<_>>().join(" ");
    head.replace("( ", "(").replace(", )", ")")
}

/// The item called `anchor` in `source`: `count`, `Account`, `Account::transfer`. `Err` holds the names that exist.
pub(crate) fn called<'a>(source: &'a str, anchor: &str) -> Result<&'a str, Vec<String>> {
    let items = of(source).unwrap_or_default();
    let names: Vec<(String, Range<usize>)> = items.iter().flat_map(Item::names).collect();
    match names.iter().find(|(name, _)| name == anchor) {
        Some((_, range)) => Ok(&source[range.clone()]),
        None => Err(names.into_iter().map(|(name, _)| name).collect()),
    }
}

/// The Rust in `text`, which messages call `file`.
pub(crate) fn parse(file: &str, text: &str) -> Result<syn::File, Error> {
    syn::parse_file(text).map_err(|e| {
        Error::new(
            file,
            e.span().start().line,
            format!("is not Rust: {e}"),
            "cargo check says more",
        )
    })
}

/// The bytes of the whole lines that `span` touches.
pub(crate) fn lines(text: &str, span: Span) -> Range<usize> {
    let range = span.byte_range();
    let start = text[..range.start].rfind('\n').map_or(0, |n| n + 1);
    let end = text[range.end..].find('\n');
    start..end.map_or(text.len(), |n| range.end + n + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "\
//! Shows.

use std::fmt;

/// One.
#[derive(Debug)]
struct Account {
    balance: u32,
}

impl Account {
    fn pay(&mut self) {}
}

impl fmt::Display for Account {
}

const MIRRORS: [(&str, u64); 1] = [(\"a\", 1)];

async fn long(
    first: u32,
    second: u32,
) -> u32 {
    1
}
";

    #[test]
    fn items_have_names_and_heads() {
        let items = of(SOURCE).unwrap();
        let seen: Vec<(&str, &str, &str)> = items
            .iter()
            .map(|item| (item.kind, item.name.as_str(), item.head.as_str()))
            .collect();
        assert_eq!(
            seen,
            [
                ("struct", "Account", "struct Account"),
                ("impl", "Account", "impl Account"),
                (
                    "impl",
                    "Display for Account",
                    "impl fmt::Display for Account"
                ),
                ("const", "MIRRORS", "const MIRRORS: [(&str, u64); 1]"),
                (
                    "fn",
                    "long",
                    "async fn long(first: u32, second: u32) -> u32"
                ),
            ]
        );
        assert!(SOURCE[items[0].range.clone()].starts_with("/// One.\n#[derive(Debug)]\nstruct"));
    }

    #[test]
    fn a_function_of_an_impl_is_found_by_its_type() {
        assert_eq!(
            called(SOURCE, "Account::pay"),
            Ok("    fn pay(&mut self) {}\n")
        );
        let exist = called(SOURCE, "Acount").unwrap_err();
        let wanted = [
            "Account",
            "impl Account",
            "Account::pay",
            "Display for Account",
            "MIRRORS",
            "long",
        ];
        assert_eq!(exist, wanted);
    }
}
