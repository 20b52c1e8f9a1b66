//! The mdBook preprocessor: expands and dresses every page. `cargo run -- build` passes it to mdBook in process; a
//! stock mdBook starts `cargo run -q -- preprocess` and speaks JSON.

use super::{dress, head, project, side_by_side};
use crate::in_words;
use anyhow::{Context, Result, bail};
use expand::{Expanded, Origin};
use listing::{Error, Errors};
use mdbook_driver::book::{Book, BookItem, Chapter};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext, parse_input};
use std::collections::BTreeSet;
use std::io::{Read, Write};

/// What judges a quiz, which a page loads when its quiz comes near; below the book's root.
const QUIZ: (&str, &str) = (
    "src/generated/quiz.js",
    include_str!("../../../../theme/quiz.js"),
);

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
        let html = context.renderer == "html";
        let mut errors = Vec::new();
        let mut in_summary = BTreeSet::new();
        let mut pages = Vec::new();
        book.for_each_mut(|item| {
            let BookItem::Chapter(chapter) = item else {
                return;
            };
            let Some(path) = chapter.source_path.clone() else {
                return;
            };
            let path = path.to_string_lossy().replace('\\', "/");
            match self.page(&content, chapter, &path, html) {
                Ok((page, markdown)) => {
                    pages.push(page);
                    chapter.content = markdown;
                }
                Err(Errors(wrong)) => errors.extend(wrong),
            }
            in_summary.insert(path);
        });
        for path in content
            .pages
            .keys()
            .filter(|path| !in_summary.contains(*path))
        {
            errors.push(Error::new(
                format!("src/{path}"),
                0,
                "is not in src/SUMMARY.md, so nobody would find it",
                format!("add to src/SUMMARY.md: - [Title]({path})"),
            ));
        }
        if errors.is_empty() {
            if html && !self.stock {
                let (file, script) = QUIZ;
                head::keep(&context.root, file, script)?;
                let about = &context.config.book;
                let site: Option<String> = context.config.get("output.html.site-url")?;
                let title = about.title.as_deref().unwrap_or_default();
                let words = about.description.as_deref().unwrap_or_default();
                head::write(&context.root, &pages, title, words, site.as_deref())?;
            }
            Ok(book)
        } else {
            Err(Errors(errors).into())
        }
    }

    fn supports_renderer(&self, _renderer: &str) -> Result<bool> {
        Ok(true)
    }
}

impl Press {
    fn page(
        &self,
        content: &expand::Book,
        chapter: &Chapter,
        path: &str,
        html: bool,
    ) -> Result<(head::Page, String), Errors> {
        let expanded = content.expand(path, &chapter.content.replace("\r\n", "\n"))?;
        if html && !self.stock {
            offer(content, path, &expanded)?;
        }
        let page = head::Page::new(path, &chapter.name, &expanded);
        let markdown = match (html, self.stock) {
            (true, false) => dress::dress(content, path, &expanded)?,
            (true, true) => dress::draw(content, &expanded.markdown)?,
            (false, _) => expanded.markdown,
        };
        Ok((page, markdown))
    }
}

/// Writes what a page offers of the listings that it shows whole: each as a project, and a program's side by side.
fn offer(content: &expand::Book, path: &str, page: &Expanded) -> Result<(), Errors> {
    let shown = page.parts.iter().filter_map(|part| match &part.origin {
        Origin::Listing(id) => content
            .listing(&id.program, &id.model)
            .zip(content.programs.get(&id.program)),
        _ => None,
    });
    for (listing, program) in shown.filter(|(listing, _)| listing.model != "python") {
        let written = match &listing.recorded {
            Some(_) => project::write(&content.root, listing),
            // The page says how to record it.
            None => Ok(()),
        };
        written
            .and_then(|()| side_by_side::write(&content.root, program))
            .map_err(|error| {
                let message = format!(
                    "what it offers of {} can't be made: {}",
                    listing.id(),
                    in_words(&error)
                );
                Errors(vec![Error::new(
                    format!("src/{path}"),
                    0,
                    message,
                    "make src/generated writable",
                )])
            })?;
    }
    Ok(())
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
