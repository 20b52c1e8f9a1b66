//! Turns `src/` and `listings/` into the book.
//!
//! The way of a page: [`expand`] turns its directives into Markdown, [`site::dress`] turns what a browser should show
//! into HTML, and mdBook does the rest. [`site::preprocess`] is where mdBook calls us.

pub mod files;
pub mod measure;
pub mod new;
pub mod parts;
pub mod picture;
pub mod record;
pub mod recording;
pub mod serve;
pub mod site;
pub mod text;

/// An error as its reader wants it: what is wrong and what to do, then what it comes from, a line each.
pub fn in_words(error: &anyhow::Error) -> String {
    let mut words = error.to_string();
    for cause in error.chain().skip(1) {
        words.push_str(&format!("\n  because: {cause}"));
    }
    words
}
