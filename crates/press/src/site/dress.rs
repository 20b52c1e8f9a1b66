//! An expanded page for the browser: its fences highlighted now, so that no highlighter is loaded then, and its
//! timelines drawn.

use crate::parts::Parts;
use crate::picture::timeline;
use crate::text::{attribute, escape};
use expand::Book;
use listing::Errors;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use regex::{Captures, Regex};
use std::borrow::Cow;
use std::fmt::Write;
use std::fs;
use std::ops::Range;
use std::sync::LazyLock;
use tree_sitter_highlight::{Highlight, HighlightConfiguration, HighlightEvent, Highlighter};
use tree_sitter_language::LanguageFn;

/// What the grammars call things that have a colour of their own in `theme/reader.css`, and its class there; the longest
/// name wins. What has none (punctuation, names of variables) is the greater part of a program: it stays plain text,
/// which a browser lays out faster.
const CLASSES: [(&str, &str); 15] = [
    ("attribute", "hljs-meta"),
    ("boolean", "hljs-literal"),
    ("comment", "hljs-comment"),
    ("constant.builtin", "hljs-literal"),
    ("constructor", "hljs-title"),
    ("escape", "hljs-char"),
    ("function", "hljs-title"),
    ("function.macro", "hljs-built_in"),
    ("keyword", "hljs-keyword"),
    ("label", "hljs-symbol"),
    ("number", "hljs-number"),
    ("property", "hljs-property"),
    ("string", "hljs-string"),
    ("type", "hljs-type"),
    ("module", "hljs-title"),
];

/// The Markdown of an expanded page, which is at `path` below `src`, with its fences as HTML, its timelines drawn, and the
/// sizes of its pictures. A reader copies the same text from both. A browser shows it with `theme/`.
///
/// # Errors
/// A recording can't be read, or what its replay loads can't be written.
pub fn dress(book: &Book, path: &str, markdown: &str, parts: &mut Parts) -> Result<String, Errors> {
    let mut out = String::with_capacity(markdown.len() * 2);
    let mut at = 0;
    for fence in fences(markdown) {
        out.push_str(&sized(book, path, &markdown[at..fence.range.start]));
        let of = ("fence", &fence.language, &fence.code);
        out.push_str(&parts.part(of, || Ok::<_, Errors>(html(&fence.language, &fence.code)))?);
        at = fence.range.end;
    }
    out.push_str(&sized(book, path, &markdown[at..]));
    timeline::draw(book, &out, parts)
}

/// The Markdown with each picture that is a PNG beside its page as HTML, with its size: so nothing moves once it is there.
fn sized<'text>(book: &Book, path: &str, markdown: &'text str) -> Cow<'text, str> {
    static PICTURE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"!\[([^\]]*)\]\(([\w./-]+\.png)\)").expect("valid"));
    let page = book.root.join("src").join(path);
    PICTURE.replace_all(markdown, |picture: &Captures| {
        let size = fs::read(page.with_file_name(&picture[2]))
            .ok()
            .and_then(|png| {
                // The first chunk of a PNG begins with its width and height.
                let number =
                    |at: usize| Some(u32::from_be_bytes(png.get(at..at + 4)?.try_into().ok()?));
                Some((number(16)?, number(20)?))
            });
        match size {
            Some((width, height)) => format!(
                "<img src=\"{}\" alt=\"{}\" width=\"{width}\" height=\"{height}\">",
                &picture[2],
                attribute(&picture[1])
            ),
            None => picture[0].to_owned(),
        }
    })
}

struct Fence {
    language: String,
    code: String,
    range: Range<usize>,
}

fn fences(markdown: &str) -> Vec<Fence> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST;
    let mut fences: Vec<Fence> = Vec::new();
    let mut open = false;
    for (event, range) in Parser::new_ext(markdown, options).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let language = info.split(',').next().unwrap_or_default().trim().to_owned();
                fences.push(Fence {
                    language,
                    code: String::new(),
                    range,
                });
                open = true;
            }
            Event::Text(text) if open => {
                if let Some(fence) = fences.last_mut() {
                    fence.code.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => open = false,
            _ => {}
        }
    }
    fences
}

/// One code block. Its line ends are character references, so that it stays one line of HTML wherever it stands:
/// in a list, in a quotation, in an element.
fn html(language: &str, code: &str) -> String {
    let inner = match language {
        "rust" => RUST.as_ref().and_then(|config| highlight(config, code)),
        "toml" => TOML.as_ref().and_then(|config| highlight(config, code)),
        _ => None,
    };
    let inner = inner.unwrap_or_else(|| escape(code));
    let name = match language {
        "text" => "Output",
        "console" => "Commands",
        _ => "Code",
    };
    format!(
        "<pre tabindex=\"0\" role=\"group\" aria-label=\"{name}\"><code class=\"language-{language} hljs\">{}</code></pre>",
        inner.replace('\n', "&#10;")
    )
}

type Config = LazyLock<Option<HighlightConfiguration>>;
static RUST: Config = LazyLock::new(|| {
    config(
        tree_sitter_rust::LANGUAGE,
        tree_sitter_rust::HIGHLIGHTS_QUERY,
    )
});
static TOML: Config = LazyLock::new(|| {
    config(
        tree_sitter_toml_ng::LANGUAGE,
        tree_sitter_toml_ng::HIGHLIGHTS_QUERY,
    )
});

fn config(language: LanguageFn, query: &str) -> Option<HighlightConfiguration> {
    let mut config = HighlightConfiguration::new(language.into(), "code", query, "", "").ok()?;
    config.configure(&CLASSES.map(|(name, _)| name));
    Some(config)
}

/// `None` where the grammar gives up.
fn highlight(config: &HighlightConfiguration, code: &str) -> Option<String> {
    let mut highlighter = Highlighter::new();
    let mut out = String::new();
    for event in highlighter
        .highlight(config, code.as_bytes(), None, None, |_| None)
        .ok()?
    {
        match event.ok()? {
            HighlightEvent::HighlightStart(Highlight(class)) => {
                let _ = write!(out, "<span class=\"{}\">", CLASSES[class].1);
            }
            HighlightEvent::HighlightEnd => out.push_str("</span>"),
            HighlightEvent::Source { start, end } => out.push_str(&escape(&code[start..end])),
        }
    }
    // A macro's name and its `!` are two to the grammar.
    Some(out.replace("</span><span class=\"hljs-built_in\">!</span>", "!</span>"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// The text that a browser shows for a code block of the dressed page.
    fn text_of(html: &str) -> String {
        let mut text = String::new();
        let mut rest = html;
        while let Some(open) = rest.find('<') {
            text.push_str(&rest[..open]);
            let close = rest[open..].find('>').expect("a tag ends");
            rest = &rest[open + close + 1..];
        }
        text.push_str(rest);
        text.replace("&#10;", "\n")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
    }

    #[test]
    fn the_text_of_a_dressed_page_is_the_text_of_its_fences() {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
        let book = Book::load(root).unwrap_or_else(|e| panic!("{e}"));
        let mut compared = 0;
        for (path, text) in &book.pages {
            let page = book.expand(path, text).unwrap_or_else(|e| panic!("{e}"));
            let fences = fences(&page.markdown);
            let dressed = dress(&book, path, &page.markdown, &mut Parts::default())
                .unwrap_or_else(|e| panic!("{e}"));
            // A diff is no fence: its `code` has no language.
            let blocks: Vec<&str> = dressed
                .match_indices("<code class=\"language-")
                .filter(|(at, _)| dressed[..*at].ends_with("\">"))
                .map(|(at, _)| {
                    &dressed[at..at + dressed[at..].find("</code></pre>").expect("it ends")]
                })
                .collect();
            assert_eq!(blocks.len(), fences.len(), "{path}");
            for (block, fence) in blocks.iter().zip(&fences) {
                assert_eq!(text_of(block), fence.code, "{path}");
                compared += 1;
            }
        }
        assert!(compared > 10, "{compared} fences");
    }

    #[test]
    fn code_keeps_its_text_whatever_it_holds() {
        for code in [
            "a < b && c > d; \"<&>\"\n",
            "// é 😀\n\n\nfn main() {}\n",
            "#[x]\n",
            "",
            "\tlet x = '\\u{10}';\n",
        ] {
            assert_eq!(text_of(&html("rust", code)), code);
            assert_eq!(html("rust", code).lines().count(), 1);
        }
    }

    #[test]
    fn async_code_is_coloured() {
        let code = html("rust", "async fn f() { g().await; }\n");
        assert!(
            code.contains("<span class=\"hljs-keyword\">async</span>"),
            "{code}"
        );
        assert!(
            code.contains("<span class=\"hljs-keyword\">await</span>"),
            "{code}"
        );
    }
}
