//! An expanded page for the browser: its fences highlighted now, so that no highlighter is loaded then, and its
//! timelines drawn.

use crate::parts::Parts;
use crate::picture::{chart, schedules, timeline};
use crate::text::{attribute, escape};
use expand::shared::{self, Fold};
use expand::{Book, Expanded, Listing, Origin, Program};
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
/// name wins. A page has thousands of them, so that they are a letter each. What has none (punctuation, names of variables) is the greater part of a program: it stays plain text,
/// which a browser lays out faster.
const CLASSES: [(&str, &str); 15] = [
    ("attribute", "a"),
    ("boolean", "k"),
    ("comment", "c"),
    ("constant.builtin", "k"),
    ("constructor", "f"),
    ("escape", "s"),
    ("function", "f"),
    ("function.macro", "m"),
    ("keyword", "k"),
    ("label", "n"),
    ("number", "n"),
    ("property", "a"),
    ("string", "s"),
    ("type", "t"),
    ("module", "f"),
];

/// The expanded page, which is at `path` below `src`, with its fences as HTML, its timelines and charts drawn, and the sizes
/// of its pictures. A reader copies the same text from both. A browser shows it with `theme/`.
///
/// # Errors
/// A recording can't be read, or what its replay loads can't be written.
pub fn dress(
    book: &Book,
    path: &str,
    page: &Expanded,
    parts: &mut Parts,
) -> Result<String, Errors> {
    let mut out = String::with_capacity(page.markdown.len() * 2);
    let mut at = 0;
    for fence in fences(&page.markdown) {
        out.push_str(&sized(book, path, &page.markdown[at..fence.range.start]));
        let listing = listing(book, page, &fence);
        let of_listing = listing.map(|(program, listing)| (&listing.model, sources(program)));
        // A page of claims holds hundreds of tests: colours would make it half as heavy again.
        let coloured = page.part_at(fence.range.start).origin != Origin::Claim;
        let of = ("fence", &fence.language, &fence.code, of_listing, coloured);
        out.push_str(&parts.part(of, || {
            let folds = listing.map(|(program, listing)| shared::folds(program, listing));
            let folds = folds.unwrap_or_default();
            Ok::<_, Errors>(html(&fence.language, &fence.code, &folds, coloured))
        })?);
        at = fence.range.end;
    }
    out.push_str(&sized(book, path, &page.markdown[at..]));
    draw(book, &out, parts)
}

/// The Markdown with its timelines and charts drawn.
///
/// # Errors
/// A recording can't be read, or what its replay loads can't be written.
pub fn draw(book: &Book, markdown: &str, parts: &mut Parts) -> Result<String, Errors> {
    let markdown = schedules::draw(book, &chart::draw(book, markdown), parts)?;
    timeline::draw(book, &markdown, parts)
}

/// The listing that a fence shows whole, and its program.
fn listing<'book>(
    book: &'book Book,
    page: &Expanded,
    fence: &Fence,
) -> Option<(&'book Program, &'book Listing)> {
    let Origin::Listing(id) = &page.part_at(fence.range.start).origin else {
        return None;
    };
    let program = book.programs.get(&id.program)?;
    Some((program, program.listing(&id.model)?))
}

/// The texts of all listings of a program, by their models: what a comparison of the models depends on.
pub(super) fn sources(program: &Program) -> Vec<(&str, &str)> {
    let listings = program.listings.iter();
    listings
        .map(|l| (l.model.as_str(), l.source.as_str()))
        .collect()
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

/// One code block. Its line ends are character references, so that it stays one line of HTML wherever it is: in a list, in a
/// quotation, in an element. What is folded has a button before it, which a browser without scripts does not show.
fn html(language: &str, code: &str, folds: &[Fold], coloured: bool) -> String {
    let inner = match language {
        _ if !coloured => None,
        "rust" => RUST
            .as_ref()
            .and_then(|config| highlight(config, code, folds)),
        "toml" => TOML
            .as_ref()
            .and_then(|config| highlight(config, code, folds)),
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
fn highlight(config: &HighlightConfiguration, code: &str, folds: &[Fold]) -> Option<String> {
    let mut highlighter = Highlighter::new();
    let mut out = Folded {
        code,
        folds,
        out: String::new(),
        open: Vec::new(),
    };
    for event in highlighter
        .highlight(config, code.as_bytes(), None, None, |_| None)
        .ok()?
    {
        match event.ok()? {
            HighlightEvent::HighlightStart(Highlight(class)) => out.start(CLASSES[class].1),
            HighlightEvent::HighlightEnd => out.end(),
            HighlightEvent::Source { start, end } => out.text(start, end),
        }
    }
    // A macro's name and its `!` are two to the grammar.
    Some(
        out.out
            .replace("</span><span class=\"m\">!</span>", "!</span>"),
    )
}

/// Highlighted code with its folds. An element of a colour ends at the edge of a fold and begins again behind it.
struct Folded<'code> {
    code: &'code str,
    /// Those whose edges are still to come, in their order.
    folds: &'code [Fold],
    out: String,
    /// The classes of the elements that are open.
    open: Vec<&'static str>,
}

impl Folded<'_> {
    fn start(&mut self, class: &'static str) {
        let _ = write!(self.out, "<span class=\"{class}\">");
        self.open.push(class);
    }

    fn end(&mut self) {
        self.out.push_str("</span>");
        self.open.pop();
    }

    /// The bytes of the code from `start` to `end`.
    fn text(&mut self, mut start: usize, end: usize) {
        while let [fold, later @ ..] = self.folds {
            let Range {
                start: first,
                end: last,
            } = fold.range;
            if (start..end).contains(&first) {
                self.out.push_str(&escape(&self.code[start..first]));
                let button = button(fold, &self.code[first..last]);
                self.edge(&button);
                start = first;
            }
            if !(start < last && last <= end) {
                break;
            }
            self.out.push_str(&escape(&self.code[start..last]));
            self.edge("</span>");
            start = last;
            self.folds = later;
        }
        self.out.push_str(&escape(&self.code[start..end]));
    }

    fn edge(&mut self, html: &str) {
        let open = std::mem::take(&mut self.open);
        self.out.push_str(&"</span>".repeat(open.len()));
        self.out.push_str(html);
        open.into_iter().for_each(|class| self.start(class));
    }
}

/// The button of a fold, whose lines these are, and the start of what it folds. Its words are attributes: they are not part of
/// the code, which is copied, compared and run. `theme/reader.js` names it for a screen reader.
fn button(fold: &Fold, lines: &str) -> String {
    let head = attribute(&fold.head);
    let same = if fold.shared {
        "the same in all models, "
    } else {
        ""
    };
    let note = format!("{same}{} lines", lines.lines().count());
    format!(
        "<button class=\"fold\" data-head=\"{head}\" data-note=\"{note}\"></button><span class=\"folded\">"
    )
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
            let dressed =
                dress(&book, path, &page, &mut Parts::default()).unwrap_or_else(|e| panic!("{e}"));
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
            assert_eq!(text_of(&html("rust", code, &[], true)), code);
            assert_eq!(html("rust", code, &[], true).lines().count(), 1);
        }
    }

    #[test]
    fn a_fold_is_a_button_and_an_element_around_its_lines_and_changes_no_text() {
        let code = "//! A.\n\n/// One.\nfn f<T>(a: T) {\n    g()\n}\n\nfn main() {}\n\n// The stage: \"x\".\nfn s() {}\n";
        let fold = |from: &str, to: &str, head: &str, shared| Fold {
            range: code.find(from).unwrap()..code.find(to).map_or(code.len(), |at| at + to.len()),
            head: head.to_owned(),
            shared,
        };
        let folds = [
            fold("/// One", "g()\n}\n", "fn f<T>(a: T)", true),
            fold("// The", "nowhere", "// The stage: \"x\".", false),
        ];
        let html = html("rust", code, &folds, true);
        assert_eq!(text_of(&html), code);
        for part in [
            "<button class=\"fold\" data-head=\"fn f&lt;T&gt;(a: T)\"",
            "data-note=\"the same in all models, 4 lines\"></button><span class=\"folded\">",
            "data-head=\"// The stage: &quot;x&quot;.\" data-note=\"2 lines\"></button>",
            "</span></code></pre>",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        let (open, close) = (
            html.matches("<span").count(),
            html.matches("</span>").count(),
        );
        assert_eq!(open, close, "{html}");
    }

    #[test]
    fn an_element_of_a_colour_ends_at_the_edge_of_a_fold() {
        // In a comment of two lines, which is one element, the second is folded.
        let code = "/* a\nb */\nfn main() {}\n";
        let fold = Fold {
            range: 5..10,
            head: "b".to_owned(),
            shared: false,
        };
        let html = html("rust", code, &[fold], true);
        assert_eq!(text_of(&html), code);
        let edge = "<span class=\"c\">/* a&#10;</span><button";
        assert!(html.contains(edge), "{html}");
        assert!(
            html.contains("<span class=\"folded\"><span class=\"c\">b */</span>&#10;</span>"),
            "{html}"
        );
    }

    #[test]
    fn async_code_is_coloured() {
        let code = html("rust", "async fn f() { g().await; }\n", &[], true);
        assert!(code.contains("<span class=\"k\">async</span>"), "{code}");
        assert!(code.contains("<span class=\"k\">await</span>"), "{code}");
    }
}
