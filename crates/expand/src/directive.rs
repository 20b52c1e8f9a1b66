//! `{{#name words key="value"}}`: finding directives in Markdown, and reading them.

use listing::did_you_mean;
use pulldown_cmark::{Event, Options, Parser, Tag};
use std::ops::Range;

/// The directives that exist.
pub(crate) const NAMES: [&str; 9] = [
    "program", "diff", "output", "timeline", "measured", "claim", "claims", "programs", "quiz",
];
/// mdBook's own, which would paste text that nobody checks.
const MDBOOK: [&str; 5] = [
    "include",
    "rustdoc_include",
    "playground",
    "playpen",
    "title",
];

/// The Markdown that mdBook reads, so that both see the same fences.
pub(crate) fn markdown_options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_SMART_PUNCTUATION
}

/// One directive of a page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Directive {
    pub name: String,
    pub words: Vec<String>,
    pub options: Vec<(String, String)>,
    /// Bytes of the page, from `{{` to `}}`.
    pub range: Range<usize>,
}

/// A directive that can't be read: where it begins, what is wrong, what to do.
pub(crate) struct Unread(pub usize, pub String, pub String);

/// The directives of `text` in their order; what stands in code is left alone.
pub(crate) fn find(text: &str) -> Vec<Result<Directive, Unread>> {
    let mut code: Vec<Range<usize>> = Vec::new();
    for (event, range) in Parser::new_ext(text, markdown_options()).into_offset_iter() {
        if matches!(event, Event::Start(Tag::CodeBlock(_)) | Event::Code(_)) {
            code.push(range);
        }
    }
    let mut found = Vec::new();
    for (start, _) in text.match_indices("{{#") {
        if code.iter().any(|c| c.contains(&start)) {
            continue;
        }
        found.push(read(text, start));
    }
    found
}

fn read(text: &str, start: usize) -> Result<Directive, Unread> {
    let unread = |message: String, help: String| Unread(start, message, help);
    let line = text[start..].lines().next().unwrap_or_default();
    let Some(end) = line.find("}}") else {
        return Err(unread(
            "a directive that does not end on its line".into(),
            "close it with }}".into(),
        ));
    };
    let inside = &line[3..end];
    let name: String = inside.chars().take_while(|c| !c.is_whitespace()).collect();
    if MDBOOK.contains(&name.as_str()) {
        return Err(unread(
            format!("mdBook's `{{{{#{name}}}}}` is not used here"),
            "show a listing with {{#program …}}: what it shows is checked".into(),
        ));
    }
    if !NAMES.contains(&name.as_str()) {
        return Err(unread(
            format!("no directive is called `{name}`"),
            did_you_mean(&name, NAMES.into_iter()),
        ));
    }
    let mut directive = Directive {
        range: start..start + end + 2,
        words: Vec::new(),
        options: Vec::new(),
        name: name.clone(),
    };
    let mut rest = inside[name.len()..].trim_start();
    while !rest.is_empty() {
        let word = rest
            .find(|c: char| c.is_whitespace() || c == '=')
            .unwrap_or(rest.len());
        if let Some(value) = rest[word..].strip_prefix("=\"") {
            let Some(close) = value.find('"') else {
                return Err(unread(
                    format!("`{}=` has no closing quote", &rest[..word]),
                    "write key=\"value\"".into(),
                ));
            };
            directive
                .options
                .push((rest[..word].to_owned(), value[..close].to_owned()));
            rest = value[close + 1..].trim_start();
        } else if rest[word..].starts_with('=') {
            return Err(unread(
                format!("`{}=` has no quoted value", &rest[..word]),
                "write key=\"value\"".into(),
            ));
        } else {
            directive.words.push(rest[..word].to_owned());
            rest = rest[word..].trim_start();
        }
    }
    Ok(directive)
}
