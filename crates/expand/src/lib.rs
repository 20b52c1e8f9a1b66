//! A page's directives into Markdown that mdBook, skeptic, a screen reader and a printer all understand.
//!
//! [`Book::load`] reads the listings; [`Book::expand`] turns one page into an [`Expanded`], which knows each
//! of its fences and what must be checked of it. Both `build.rs` (for skeptic) and press (for mdBook) use it,
//! so that what is checked is what a reader sees. Its dependencies are few: skeptic hands them to every block.

mod book;
pub mod chart;
mod claims;
mod curtain;
mod directives;
mod fences;
mod html;
mod imports;
mod items;
mod page;
pub mod shared;
pub mod skeptic_pages;

pub use book::{Book, Listing, ListingId, Program, model_of_file};
pub use claims::Claim;
pub use fences::{Check, Fence};
pub use page::{Expanded, Origin, Part};
