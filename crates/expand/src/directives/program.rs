//! `{{#program count}}`: the listings of a program under one another, each with what it prints, and their pictures.

use super::{Call, Directive, listings_in, output, program_called, timeline, wrong};
use crate::book::{Listing, ListingId, Program};
use crate::items;
use crate::page::{Origin, Page};
use listing::{Error, did_you_mean};
use std::fmt::Write;

pub(super) const DIRECTIVE: Directive = Directive {
    name: "program",
    words: 1..=1,
    options: &["models", "anchor", "timeline"],
    inside_a_line: false,
    shows_a_run: true,
    example: "{{#program count}}",
    expand,
};

fn expand(page: &mut Page<'_>, call: &Call) -> Result<(), Error> {
    let program = program_called(page.book, &call.words[0])?;
    let listings = listings_in(program, call.option("models"))?;
    let anchor = call.option("anchor");
    let timeline = match call.option("timeline") {
        None => true,
        Some("none") => false,
        Some(other) => {
            return Err(wrong(
                format!("timeline=\"{other}\" is not known"),
                "write timeline=\"none\" to leave the picture out, or nothing",
            ));
        }
    };
    let models: Vec<&str> = listings.iter().map(|l| l.model.as_str()).collect();
    begin(page, program, &models);
    for listing in &listings {
        match anchor {
            None => {
                begin_listing(page, listing, "", "");
                whole(page, listing);
            }
            Some(anchor) => {
                begin_listing(page, listing, &format!("-{}", slug(anchor)), "");
                excerpt(page, listing, anchor)?;
            }
        }
        page.out.push_str("</section>\n\n");
    }
    if anchor.is_none() && timeline {
        // Each listing's output has a button above it.
        page.run(false, |page| timeline::draw(page, &listings));
    }
    page.out.push_str("\n</div>");
    Ok(())
}

/// Begins the element that holds listings of `program` in `models`.
pub(super) fn begin(page: &mut Page<'_>, program: &Program, models: &[&str]) {
    // Said before the listings: a browser may paint when only some of them are there.
    let _ = writeln!(
        page.out,
        "<div class=\"program\" data-program=\"{}\" data-models=\"{}\">\n",
        program.name,
        models.join(" ")
    );
}

/// Begins the section of a listing: its id ends with `end`, and its heading with `words`.
pub(super) fn begin_listing(page: &mut Page<'_>, listing: &Listing, end: &str, words: &str) {
    let ListingId { program, model } = listing.id();
    let id = page.id(&format!("{program}-{model}{end}"));
    // Said before its code: the bar above a part is lower, and a browser may paint before the rest is there.
    let part = if end.is_empty() { "" } else { " data-part" };
    let hashes = page.hashes();
    let _ = writeln!(
        page.out,
        "<section class=\"listing\"{part} data-program=\"{program}\" data-model=\"{model}\" id=\"{id}\">\n\n{hashes} {program} in {model}{words} {{#{id}-title .model}}\n"
    );
}

fn whole(page: &mut Page<'_>, listing: &Listing) {
    let language = if listing.model == "python" {
        "python"
    } else {
        "rust"
    };
    page.code(Origin::Listing(listing.id()), language, &listing.source);
    if let Some(add) = listing.manifest.cargo_add() {
        page.out.push_str("\n<div class=\"add\">\n\n");
        page.fence("console", &format!("$ {add}\n"));
        page.out.push_str("\n</div>\n");
    }
    page.out.push('\n');
    output::draw(page, listing, "It prints:");
    page.out.push('\n');
}

/// One item of a listing, and where the rest of it is.
fn excerpt(page: &mut Page<'_>, listing: &Listing, anchor: &str) -> Result<(), Error> {
    let text = items::called(&listing.source, anchor).map_err(|exist| {
        wrong(
            format!("{} has no item called `{anchor}`", listing.file),
            did_you_mean(anchor, exist.iter().map(String::as_str)),
        )
    })?;
    page.shows(listing);
    page.code(Origin::Excerpt(listing.id()), "rust", text);
    from(page, listing);
    Ok(())
}

/// Says which listing a part is from, with a link to the whole.
pub(super) fn from(page: &mut Page<'_>, listing: &Listing) {
    let whole = match page.book.page_of(&listing.program) {
        Some(path) => format!(
            "from [`{}`]({}#{}-{})",
            listing.file,
            page.link(path),
            listing.program,
            listing.model
        ),
        None => format!("from `{}`", listing.file),
    };
    let _ = write!(page.out, "\n<div class=\"from\">\n\n{whole}\n\n</div>\n\n");
}

/// An anchor as part of an id: `Account::transfer` is `Account-transfer`.
fn slug(anchor: &str) -> String {
    let words: Vec<&str> = anchor
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .collect();
    words.join("-")
}
