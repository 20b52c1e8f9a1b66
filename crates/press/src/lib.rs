//! Turns `src/` and `listings/` into the book.
//!
//! ```text
//! a page      src/*.md ──> expand ──────────> site::dress ────────> mdBook ──> HTML
//!                          directives into     code and pictures     (called by site::build, or a stock
//!                          Markdown            into HTML             mdBook calls site::preprocess)
//!                             │
//!                             └─> build.rs ──> skeptic: every fence is compiled and run
//!
//! a listing   listings/*/*.rs
//!               │
//!               ├─> record::run_copy ──> what the plain program printed: recorded/*.txt, *.err
//!               │
//!               └─> record::instrument ──> record::build_copies ──> a run that notes what it does (crate trace)
//!                                                                      │
//!               picture::timeline, picture::replay <── recording <── record::convert: recorded/*.json
//!
//!               schedules::copy ──> a run that tries every order (crate schedule): recorded/*.schedules.json
//!                                     └──> picture::schedules
//! ```
//!
//! [`serve`] shows the book while a writer works on it: it makes again only what a save changed ([`parts`]), and runs listings
//! for a reader. [`measure`] runs release builds, and [`new`] starts a program.

pub mod files;
mod leftovers;
pub mod measure;
pub mod new;
mod panics;
pub mod parts;
pub mod picture;
pub mod record;
pub mod recording;
pub mod schedules;
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
