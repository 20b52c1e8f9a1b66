//! The mdBook preprocessor: expands and dresses every page. `cargo run -- build` passes it to mdBook in process; a
//! stock mdBook starts `cargo run -q -- preprocess` and speaks JSON.

use super::page::{For, make};
use super::{assets, head, search};
use crate::files::write_if_changed;
use crate::parts::Parts;
use anyhow::{Context, Result, bail};
use listing::{Error, Errors};
use mdbook_driver::book::{Book, BookItem};
use mdbook_driver::config::Config;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext, parse_input};
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::path::Path;

/// Expands directives in every page and, for HTML, highlights code and draws timelines.
#[derive(Default)]
pub struct Press {
    /// Leave the fences to mdBook, whose own script highlights them in the browser.
    pub stock: bool,
}

impl Preprocessor for Press {
    fn name(&self) -> &str {
        "press"
    }

    fn run(&self, context: &PreprocessorContext, mut book: Book) -> Result<Book> {
        let content = expand::Book::load(&context.root)?;
        let whom = match (context.renderer.as_str(), self.stock) {
            ("html", false) => For::Readers,
            ("html", true) => For::StockTheme,
            _ => For::Markdown,
        };
        let mut errors = Vec::new();
        let mut in_summary = BTreeSet::new();
        let mut heads = Vec::new();
        let mut pages = Vec::new();
        book.for_each_mut(|item| {
            let BookItem::Chapter(chapter) = item else {
                return;
            };
            let Some(path) = chapter.source_path.as_deref().map(below_src) else {
                return;
            };
            match make(&content, &path, chapter, whom, &mut Parts::default()) {
                Ok(made) => {
                    heads.push(made.head);
                    pages.extend(search::Page::new(chapter, made.sections));
                    chapter.content = made.markdown;
                }
                Err(Errors(wrong)) => errors.extend(wrong),
            }
            in_summary.insert(path);
        });
        errors.extend(not_in_summary(&content, &in_summary));
        if !errors.is_empty() {
            return Err(Errors(errors).into());
        }
        if whom == For::Readers {
            write_theme(&context.root, &context.config, &heads)?;
            if search::is_asked_for(&context.root) {
                let script = search::script(&pages, &context.config)?;
                let file = format!("src/{}", search::FILE);
                write_if_changed(&context.root, &file, script.as_bytes())?;
            }
        }
        Ok(book)
    }

    fn supports_renderer(&self, _renderer: &str) -> Result<bool> {
        Ok(true)
    }
}

/// A path below `src` as the book names its pages: with forward slashes.
pub(crate) fn below_src(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// An error for each page that the summary does not name.
pub(crate) fn not_in_summary(content: &expand::Book, named: &BTreeSet<String>) -> Vec<Error> {
    let missing = content.pages.keys().filter(|path| !named.contains(*path));
    let error = |path: &String| {
        Error::new(
            format!("src/{path}"),
            0,
            "is not in src/SUMMARY.md, so no reader would find it",
            format!("add to src/SUMMARY.md: - [Title]({path})"),
        )
    };
    missing.map(error).collect()
}

/// Writes what the theme of the book at `root` gets from press: what pages load, and what they say of themselves.
///
/// # Errors
/// A file of the theme can't be read or written, or `book.toml` has a `site-url` that is not text.
pub(crate) fn write_theme(root: &Path, config: &Config, heads: &[head::Page]) -> Result<()> {
    assets::write(root)?;
    let site: Option<String> = config.get("output.html.site-url")?;
    let title = config.book.title.as_deref().unwrap_or_default();
    let words = config.book.description.as_deref().unwrap_or_default();
    head::write(root, heads, title, words, site.as_deref())
}

/// Speaks mdBook's protocol: the book as JSON on `input`, the changed book on `output`.
///
/// # Errors
/// The input is not mdBook's, or a page is wrong.
pub fn over_stdio(input: impl Read, mut output: impl Write) -> Result<()> {
    let (context, book) =
        parse_input(input).context("this command is for mdBook, which sends it a book as JSON")?;
    if context
        .mdbook_version
        .split('.')
        .take(2)
        .ne(mdbook_preprocessor::MDBOOK_VERSION.split('.').take(2))
    {
        bail!(
            "this is mdBook {}, and the book is made with {}\n  cargo install mdbook --version {}",
            context.mdbook_version,
            mdbook_preprocessor::MDBOOK_VERSION,
            mdbook_preprocessor::MDBOOK_VERSION
        );
    }
    let book = Press::default().run(&context, book)?;
    serde_json::to_writer(&mut output, &book)?;
    Ok(output.flush()?)
}
