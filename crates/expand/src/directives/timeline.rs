//! `{{#timeline count sync tokio}}`: the pictures of recorded runs.

use super::{Call, Directive, listings_named};
use crate::book::Listing;
use crate::page::Page;
use listing::Error;
use std::fmt::Write;

pub(super) const DIRECTIVE: Directive = Directive {
    name: "timeline",
    words: 1..=9,
    options: &[],
    inside_a_line: false,
    shows_a_run: true,
    example: "{{#timeline count tokio}}",
    expand,
};

fn expand(page: &mut Page<'_>, call: &Call) -> Result<(), Error> {
    let listings = listings_named(page.book, &call.words)?;
    page.run(true, |page| draw(page, &listings));
    Ok(())
}

/// A place for press to draw the timelines of `listings` in. It is a comment, so that nobody else reads it.
pub(super) fn draw(page: &mut Page<'_>, listings: &[&Listing]) {
    for listing in listings {
        page.shows(listing);
    }
    let ids: Vec<String> = listings
        .iter()
        .filter(|listing| listing.model != "python")
        .map(|listing| listing.id().to_string())
        .collect();
    let _ = writeln!(page.out, "<!-- timeline {} -->", ids.join(" "));
}
