//! The press: turns pages and listings into the book.

pub mod recording;
