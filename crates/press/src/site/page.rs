//! One page: from what its writer wrote to what mdBook gets, and to what it offers beside that.

use super::{dress, head, project, search, side_by_side};
use crate::in_words;
use crate::parts::Parts;
use expand::{Expanded, Origin};
use listing::{Error, Errors, State};
use mdbook_driver::book::Chapter;

/// For whom a page is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// An output of mdBook that is not HTML: Markdown without directives.
    Markdown,
    /// A reader of the book in mdBook's own theme, whose script highlights the fences in the browser.
    StockTheme,
    /// A reader of the static book.
    Readers,
    /// Its writer, who also wants to know what is not up to date.
    Writers,
}

/// A page that is made.
#[derive(Debug, Clone, Hash)]
pub struct Made {
    /// What it says of itself.
    pub head: head::Page,
    /// What a search finds in it.
    pub sections: Vec<search::Section>,
    /// What mdBook gets.
    pub markdown: String,
}

/// Makes the page at `path` below `src`, with forward slashes, whose text is in `chapter`. It takes from `parts` what it
/// had before. What it offers of its listings is written below the book's root.
///
/// # Errors
/// All that is wrong with the page, and a recording or a file of what it offers that can't be read or written.
pub fn make(
    content: &expand::Book,
    path: &str,
    chapter: &Chapter,
    whom: For,
    parts: &mut Parts,
) -> Result<Made, Errors> {
    let expanded = content.expand(path, &chapter.content.replace("\r\n", "\n"))?;
    if matches!(whom, For::Readers | For::Writers) {
        offer(content, path, &expanded, parts)?;
    }
    let head = head::Page::new(path, &chapter.name, &expanded);
    let sections = search::sections(&expanded);
    let markdown = match whom {
        For::Markdown => expanded.markdown,
        For::StockTheme => dress::draw(content, &expanded.markdown, parts)?,
        For::Readers => dress::dress(content, path, &expanded, parts)?,
        For::Writers => dress::dress(content, path, &with_notes(content, expanded), parts)?,
    };
    Ok(Made {
        head,
        sections,
        markdown,
    })
}

/// Writes what a page offers of the listings that it shows whole: each as a project, and a program's side by side.
fn offer(
    content: &expand::Book,
    path: &str,
    page: &Expanded,
    parts: &mut Parts,
) -> Result<(), Errors> {
    let shown = page.parts.iter().filter_map(|part| match &part.origin {
        Origin::Listing(id) => content
            .listing(&id.program, &id.model)
            .zip(content.programs.get(&id.program)),
        _ => None,
    });
    for (listing, program) in shown.filter(|(listing, _)| listing.model != "python") {
        // The page says how to record a listing that was not recorded.
        let project = || match &listing.recorded {
            Some(_) => project::write(&content.root, listing),
            None => Ok(()),
        };
        let compare = || side_by_side::write(&content.root, program);
        // A file leaves no text on the page.
        let written = |()| String::new();
        let crates = &listing.manifest.crates;
        let versions = listing.recorded.as_ref().map(|recorded| &recorded.crates);
        let of = ("project", listing.id(), &listing.source, crates, versions);
        parts
            .part(of, || project().map(written))
            .and_then(|_| {
                let of = ("side by side", &program.name, dress::sources(program));
                parts.part(of, || compare().map(written))
            })
            .map_err(|error| {
                let message = format!(
                    "what it offers of {} can't be made: {}",
                    listing.id(),
                    in_words(&error)
                );
                let help = "make src/generated writable";
                Errors(vec![Error::new(format!("src/{path}"), 0, message, help)])
            })?;
    }
    Ok(())
}

/// The page with a note at each output that is older than its listing, or than what the manifest says of the listing.
fn with_notes(content: &expand::Book, mut page: Expanded) -> Expanded {
    const OUTPUT: &str = "<div class=\"output\">\n\n";
    let mut notes = Vec::new();
    for part in &page.parts {
        let Origin::Listing(id) = &part.origin else {
            continue;
        };
        let Some(listing) = content.listing(&id.program, &id.model) else {
            continue;
        };
        let recorded = listing.recorded.as_ref();
        let state = State::of(&listing.source, &listing.manifest, recorded);
        // The page says how to record a listing that was never recorded.
        let Some(why) = state.why().filter(|_| state != State::NeverRecorded) else {
            continue;
        };
        // The output comes right after its listing.
        let Some(at) = page.markdown[part.start..].find(OUTPUT) else {
            continue;
        };
        let note = format!(
            "<p class=\"stale\" role=\"note\">This output and its picture are old: {why}. To record it again: \
             <code>cargo run -- record {}</code></p>\n\n",
            listing.program
        );
        notes.push((part.start + at + OUTPUT.len(), note));
    }
    for (at, note) in notes.into_iter().rev() {
        page.markdown.insert_str(at, &note);
        let after = page.parts.iter_mut().filter(|part| part.start >= at);
        after.for_each(|part| part.start += note.len());
    }
    page
}
