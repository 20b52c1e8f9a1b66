//! The items of a listing, by their names.

use listing::Error;
use proc_macro2::Span;
use syn::spanned::Spanned;

/// The item called `anchor` in `source`: `count`, `Account`, `Account::transfer`. `Err` holds the names that exist.
pub(crate) fn called<'a>(source: &'a str, anchor: &str) -> Result<&'a str, Vec<String>> {
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
                return Ok(lines_of(source, span));
            }
            exist.push(name);
        }
    }
    Err(exist)
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

/// The whole lines that `span` touches.
pub(crate) fn lines_of(text: &str, span: Span) -> &str {
    let range = span.byte_range();
    let start = text[..range.start].rfind('\n').map_or(0, |n| n + 1);
    let end = text[range.end..]
        .find('\n')
        .map_or(text.len(), |n| range.end + n + 1);
    &text[start..end]
}
