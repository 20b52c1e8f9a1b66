//! `{{#name words key="value"}}`: finds the directives of a page, and reads them.

use super::{ALL, Directive};
use listing::{Error, did_you_mean, line_at};
use pulldown_cmark::{Event, Options, Parser, Tag};
use std::ops::Range;

/// One directive where a page uses it.
pub(crate) struct Call {
    pub directive: &'static Directive,
    /// As many as the directive takes.
    pub words: Vec<String>,
    /// By their keys, all of which the directive knows.
    options: Vec<(String, String)>,
    /// Bytes of the page, from `{{` to `}}`.
    pub range: Range<usize>,
    /// The line of the page, from 1.
    pub line: usize,
    /// Of the last heading before it, from 1 to 6; 1 where there is none.
    pub level: usize,
}

impl Call {
    /// What the page says for the option `key`, if anything.
    pub fn option(&self, key: &str) -> Option<&str> {
        let said = self.options.iter().find(|(name, _)| name == key);
        said.map(|(_, value)| value.as_str())
    }
}

/// mdBook's own directives, which would paste text that no test checks.
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

/// The directives of the page `text`, in their order. Code is left alone. An `Err` is a directive that can't be read; its
/// file is empty.
pub(crate) fn find(text: &str) -> Vec<Result<Call, Error>> {
    let mut code: Vec<Range<usize>> = Vec::new();
    let mut headings: Vec<(usize, usize)> = Vec::new();
    for (event, range) in Parser::new_ext(text, markdown_options()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) | Event::Code(_) => code.push(range),
            Event::Start(Tag::Heading { level, .. }) => headings.push((range.end, level as usize)),
            _ => {}
        }
    }
    let starts = text.match_indices("{{#").map(|(start, _)| start);
    starts
        .filter(|start| !code.iter().any(|code| code.contains(start)))
        .map(|start| {
            let above = headings.iter().rev().find(|(end, _)| *end <= start);
            read(text, start, above.map_or(1, |(_, level)| *level))
        })
        .collect()
}

fn read(text: &str, start: usize, level: usize) -> Result<Call, Error> {
    let at = line_at(text, start);
    let unread = |message: String, help: String| Error::new("", at, message, help);
    let line = text[start..].lines().next().unwrap_or_default();
    let Some(end) = line.find("}}") else {
        return Err(unread(
            "a directive that does not end on its line".into(),
            "close it with }}".into(),
        ));
    };
    let inside = &line[3..end];
    if inside.contains("{{#") {
        return Err(unread(
            "a directive inside a directive".into(),
            "close the first with }} before the second begins".into(),
        ));
    }
    let name: String = inside.chars().take_while(|c| !c.is_whitespace()).collect();
    if MDBOOK.contains(&name.as_str()) {
        return Err(unread(
            format!("mdBook's `{{{{#{name}}}}}` is not used here"),
            "show a listing with {{#program …}}: what it shows is checked".into(),
        ));
    }
    let Some(directive) = ALL.iter().find(|directive| directive.name == name) else {
        return Err(unread(
            format!("no directive is called `{name}`"),
            did_you_mean(&name, ALL.iter().map(|directive| directive.name)),
        ));
    };
    let (words, options) =
        arguments(&inside[name.len()..]).map_err(|(message, help)| unread(message, help))?;
    let call = Call {
        directive,
        words,
        options,
        range: start..start + end + 2,
        line: at,
        level,
    };
    check(text, &call).map_err(|(message, help)| unread(message, help))?;
    Ok(call)
}

/// A message, and what to do.
type Wrong = (String, String);

/// Words, and options by their keys.
type Arguments = (Vec<String>, Vec<(String, String)>);

fn arguments(text: &str) -> Result<Arguments, Wrong> {
    let (mut words, mut options) = Arguments::default();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let word = rest
            .find(|c: char| c.is_whitespace() || c == '=')
            .unwrap_or(rest.len());
        let wrong = |message: &str| {
            let help = "write key=\"value\"".to_owned();
            Err((format!("`{}=` {message}", &rest[..word]), help))
        };
        if let Some(value) = rest[word..].strip_prefix("=\"") {
            let Some(close) = value.find('"') else {
                return wrong("has no closing quote");
            };
            options.push((rest[..word].to_owned(), value[..close].to_owned()));
            rest = value[close + 1..].trim_start();
        } else if rest[word..].starts_with('=') {
            return wrong("has no quoted value");
        } else {
            words.push(rest[..word].to_owned());
            rest = rest[word..].trim_start();
        }
    }
    Ok((words, options))
}

/// That the directive takes what it is given, where it is.
fn check(text: &str, call: &Call) -> Result<(), Wrong> {
    let Directive {
        name,
        words,
        options,
        example,
        ..
    } = call.directive;
    if !call.directive.inside_a_line && !alone_on_its_line(text, &call.range) {
        return Err((
            format!("`{{{{#{name}}}}}` is inside a line"),
            "give it a line of its own, at the margin, with an empty line before and after".into(),
        ));
    }
    if !words.contains(&call.words.len()) {
        return Err((
            format!("`{{{{#{name}}}}}` does not take {} words", call.words.len()),
            format!("for example: {example}"),
        ));
    }
    let unknown = |(key, _): &&(String, String)| !options.contains(&key.as_str());
    if let Some((key, _)) = call.options.iter().find(unknown) {
        return Err((
            format!("`{{{{#{name}}}}}` takes no `{key}=`"),
            did_you_mean(key, options.iter().copied()),
        ));
    }
    Ok(())
}

fn alone_on_its_line(text: &str, range: &Range<usize>) -> bool {
    let before = &text[..range.start];
    let before = &before[before.rfind('\n').map_or(0, |end| end + 1)..];
    let after = text[range.end..].lines().next().unwrap_or_default();
    before.trim().is_empty() && after.trim().is_empty()
}
