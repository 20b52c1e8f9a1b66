//! Turns `src/` and `listings/` into the book.
//!
//! The way of a page: [`expand`] turns its directives into Markdown, [`dress`] turns what a browser should show
//! into HTML, and mdBook does the rest. [`preprocess`] is where mdBook calls us.

pub mod dress;
pub mod preprocess;
pub mod recording;
