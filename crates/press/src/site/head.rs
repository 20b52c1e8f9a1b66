//! What each page says of itself when its address is shared: a template of the theme, written when the book is built.
//!
//! mdBook reads its theme after the preprocessors have run, so a stock mdBook makes the same book.

use crate::files::write_if_changed;
use crate::text::attribute as escaped;
use anyhow::Result;
use expand::Expanded;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use regex::Regex;
use std::fmt::Write;
use std::path::Path;
use std::sync::LazyLock;

/// What mdBook's template puts into the head of each page, below the book's root.
const HEAD: &str = "theme/head.hbs";

/// The style of charts, which few pages have: it is part of the head of these.
const CHART_STYLE: &str = include_str!("../../../../theme/chart.css");

/// The picture that is shown with a page's address, below `src`.
const PICTURE: &str = "share.png";

/// How many characters of a page's first paragraph describe it, at most.
const DESCRIPTION: usize = 200;

/// What a page says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Page {
    /// Below `src`, with forward slashes.
    path: String,
    title: String,
    description: Option<String>,
    /// The model that it opens in for a reader who has chosen none.
    opens: Option<String>,
    has_charts: bool,
}

impl Page {
    /// Of the page at `path` below `src`; `name` is its name in the summary.
    pub fn new(path: &str, name: &str, page: &Expanded) -> Page {
        let markdown = &page.markdown;
        let title = first_text(markdown, |tag| {
            matches!(
                tag,
                Tag::Heading {
                    level: HeadingLevel::H1,
                    ..
                }
            )
        });
        let paragraph = first_text(markdown, |tag| matches!(tag, Tag::Paragraph));
        Page {
            path: path.to_owned(),
            title: title.unwrap_or_else(|| name.to_owned()),
            description: paragraph.map(|text| shortened(&text)),
            opens: page.opens.clone(),
            has_charts: markdown.contains("<!-- chart "),
        }
    }
}

/// Writes the template for these `pages` of the book at `root`; nothing for a book that has mdBook's own theme.
/// `book` is the book's title and `about` its description. `site` is where the book will be, with a slash at its end:
/// without it, what must be a whole address is left out.
///
/// # Errors
/// The template can't be written.
pub fn write(
    root: &Path,
    pages: &[Page],
    book: &str,
    about: &str,
    site: Option<&str>,
) -> Result<()> {
    if !root.join("theme/index.hbs").is_file() {
        return Ok(());
    }
    let site = site.filter(|site| site.contains("://"));
    let picture = site.filter(|_| root.join("src").join(PICTURE).is_file());
    write_if_changed(
        root,
        HEAD,
        head(pages, book, about, site, picture.is_some()),
    )
}

/// The template of a page's head, which knows the page by its path.
fn head(pages: &[Page], book: &str, about: &str, site: Option<&str>, picture: bool) -> String {
    let mut out = String::new();
    let mut meta = |kind: &str, name: &str, content: &str| {
        let content = attribute(content);
        let _ = writeln!(out, "<meta {kind}=\"{name}\" content=\"{content}\">");
    };
    meta("property", "og:type", "article");
    meta("property", "og:site_name", book);
    if let (Some(site), true) = (site, picture) {
        meta("property", "og:image", &format!("{site}{PICTURE}"));
        meta("name", "twitter:card", "summary_large_image");
    }
    let mdbooks_own = |path: &str, title: &str, description: Option<&String>| Page {
        path: path.to_owned(),
        title: title.to_owned(),
        description: description.cloned(),
        opens: None,
        // The page that is printed holds all others.
        has_charts: path == "print.md" && pages.iter().any(|page| page.has_charts),
    };
    let mut own = vec![
        mdbooks_own("404.md", "There is no such page", None),
        mdbooks_own("print.md", book, None),
    ];
    if let Some(first) = pages.first() {
        own.push(mdbooks_own(
            "index.md",
            &first.title,
            first.description.as_ref(),
        ));
    }
    for page in own.iter().chain(pages) {
        let _ = writeln!(out, "{{{{#if (eq path \"{}\")}}}}", page.path);
        let description = page.description.as_deref().unwrap_or(about);
        let mut meta = |kind: &str, name: &str, content: &str| {
            let content = attribute(content);
            let _ = writeln!(out, "<meta {kind}=\"{name}\" content=\"{content}\">");
        };
        meta("name", "description", description);
        if let Some(model) = &page.opens {
            meta("name", "book-model", model);
        }
        meta("property", "og:title", &page.title);
        meta("property", "og:description", description);
        if let Some(site) = site {
            let path = page.path.replace(".md", ".html");
            meta("property", "og:url", &format!("{site}{path}"));
        }
        if page.has_charts {
            let _ = writeln!(
                out,
                "<style>\n{}</style>",
                super::assets::style(CHART_STYLE)
            );
        }
        out.push_str("{{/if}}\n");
    }
    out
}

/// Text as the value of an attribute in a template.
fn attribute(text: &str) -> String {
    escaped(text).replace('{', "&#123;")
}

/// The text of the first element that `is` wanted and has some.
fn first_text(markdown: &str, is: impl Fn(&Tag) -> bool) -> Option<String> {
    // A claim's mark is no word.
    static MARK: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?s)<sup\b.*?</sup>").expect("valid"));
    let markdown = MARK.replace_all(markdown, "");
    let options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut text = String::new();
    let mut depth = 0;
    for event in Parser::new_ext(&markdown, options) {
        match event {
            Event::Start(tag) if depth > 0 || is(&tag) => depth += 1,
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_)) if depth == 1 => {
                if !text.trim().is_empty() {
                    break;
                }
                depth = 0;
            }
            Event::End(_) if depth > 0 => depth -= 1,
            Event::Text(words) | Event::Code(words) if depth > 0 => text.push_str(&words),
            Event::SoftBreak | Event::HardBreak if depth > 0 => text.push(' '),
            _ => {}
        }
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// The text, or as many of its sentences, or words, as describe a page.
fn shortened(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(DESCRIPTION) else {
        return text.to_owned();
    };
    let cut = &text[..end];
    // Not `!`, which ends the names of macros.
    let sentence = [". ", "? "].iter().filter_map(|end| cut.rfind(end)).max();
    match sentence {
        Some(at) if at > DESCRIPTION / 3 => cut[..=at].to_owned(),
        _ => format!("{} …", &cut[..cut.rfind(' ').unwrap_or(cut.len())]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# `Gather` <a>\n\n<div>\n\n</div>\n\nFirst [of](x)\n\"all\" {{a}}<sup class=\"claim\"><a>✓</a></sup>.\n\nSecond.\n";

    #[test]
    fn a_page_says_its_title_and_first_paragraph_and_addresses_only_where_they_are_known() {
        let expanded = Expanded {
            markdown: PAGE.to_owned(),
            fences: Vec::new(),
            parts: Vec::new(),
            opens: Some("tokio".to_owned()),
        };
        let pages = [Page::new("idea/gather.md", "Gather", &expanded)];
        let text = head(&pages, "Book", "About", None, false);
        for part in [
            "{{#if (eq path \"idea/gather.md\")}}\n<meta name=\"description\" content=\"First of &quot;all&quot; &#123;&#123;a}}.\">",
            "{{#if (eq path \"index.md\")}}\n",
            "\"og:title\" content=\"Gather\"",
            "<meta name=\"book-model\" content=\"tokio\">",
            "\"og:site_name\" content=\"Book\"",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(
            !text.contains("og:image") && !text.contains("og:url"),
            "{text}"
        );
        let text = head(&pages, "Book", "About", Some("https://a.example/b/"), true);
        for part in [
            "\"og:url\" content=\"https://a.example/b/idea/gather.html\"",
            "\"og:image\" content=\"https://a.example/b/share.png\"",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }

    #[test]
    fn a_long_description_ends_with_a_sentence_or_a_word() {
        let long = format!("{}? {}", "a".repeat(100), "b ".repeat(100));
        assert_eq!(shortened(&long), format!("{}?", "a".repeat(100)));
        let words = shortened(&"wörd ".repeat(100));
        assert!(
            words.ends_with("wörd …") && words.chars().count() <= DESCRIPTION + 2,
            "{words}"
        );
    }
}
