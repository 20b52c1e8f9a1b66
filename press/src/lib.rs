//! Turns `src/` and `listings/` into the book.
//!
//! The way of a page: [`expand`] turns its directives into Markdown, [`dress`] turns what a browser should show
//! into HTML, and mdBook does the rest. [`preprocess`] is where mdBook calls us.

pub mod build;
pub mod compare;
pub mod dress;
pub mod epub;
pub mod head;
pub mod instrument;
pub mod measure;
pub mod new;
pub mod offline;
pub mod preprocess;
pub mod project;
pub mod record;
pub mod recording;
pub mod replay;
pub mod run;
pub mod serve;
pub mod timeline;
pub mod waits;

/// An error as its reader wants it: what is wrong and what to do, then what it comes from, a line each.
pub fn in_words(error: &anyhow::Error) -> String {
    let mut words = error.to_string();
    for cause in error.chain().skip(1) {
        words.push_str(&format!("\n  because: {cause}"));
    }
    words
}
