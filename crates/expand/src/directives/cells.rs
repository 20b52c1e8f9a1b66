//! `{{#cells semantics}}`: a table of cases by models, made from what the listings of a program printed.
//!
//! Each line that such a listing prints is a case and its outcome, `case: outcome`, so that no cell is typed by a writer.

use super::{Call, Directive, listings_in, program_called};
use crate::book::Listing;
use crate::html::escape;
use crate::page::Page;
use listing::Error;
use std::fmt::Write;

pub(super) const DIRECTIVE: Directive = Directive {
    name: "cells",
    words: 1..=1,
    options: &["models"],
    inside_a_line: false,
    shows_a_run: true,
    example: "{{#cells semantics}}",
    expand,
};

/// The outcome of a case that a model does not have. The table shows a dash.
const NONE: &str = "does not exist";

/// What stands between a case and its outcome.
const BETWEEN: &str = ": ";

/// What a listing printed, line by line: a case and its outcome.
type Cases<'book> = Vec<(&'book str, &'book str)>;

fn expand(page: &mut Page<'_>, call: &Call) -> Result<(), Error> {
    let program = program_called(page.book, &call.words[0])?;
    let listings = listings_in(program, call.option("models"))?;
    let mut columns = Vec::new();
    for listing in &listings {
        match &listing.output {
            Some((stdout, _)) => columns.push(cases(listing, stdout)?),
            None => {
                not_recorded(page, listing);
                return Ok(());
            }
        }
    }
    compare(&listings, &columns)?;
    for listing in &listings {
        page.shows(listing);
    }
    page.run(true, |page| draw(page, &listings, &columns));
    Ok(())
}

/// The file that holds what `listing` printed.
fn file(listing: &Listing) -> String {
    format!("{}/recorded/{}.txt", listing.place.folder(), listing.model)
}

fn record(listing: &Listing) -> String {
    format!(
        "cargo run -- record {} --model {}",
        listing.program, listing.model
    )
}

fn cases<'book>(listing: &Listing, stdout: &'book str) -> Result<Cases<'book>, Error> {
    let mut cases: Cases = Vec::new();
    for (n, line) in stdout.lines().enumerate() {
        let wrong = |message: String, help: &str| {
            let help = format!("{help} in {}, and: {}", listing.file, record(listing));
            Error::new(file(listing), n + 1, message, help)
        };
        let parts = line.split_once(BETWEEN);
        let Some((case, outcome)) = parts.filter(|(c, o)| !c.is_empty() && !o.is_empty()) else {
            return Err(wrong(
                format!("`{line}` is not a case and its outcome"),
                "print `case: outcome`",
            ));
        };
        if cases.iter().any(|(other, _)| *other == case) {
            return Err(wrong(
                format!("the case `{case}` has an outcome already"),
                "give each case one line",
            ));
        }
        cases.push((case, outcome));
    }
    Ok(cases)
}

/// That all listings have the cases of the first, in its order.
fn compare(listings: &[&Listing], columns: &[Cases]) -> Result<(), Error> {
    let first = columns.iter().zip(listings).next();
    let Some((wanted, with)) = first else {
        return Ok(());
    };
    for (column, listing) in columns.iter().zip(listings) {
        for n in 0..wanted.len().max(column.len()) {
            let case = |cases: &Cases| cases.get(n).map(|(case, _)| (*case).to_owned());
            let (here, there) = (case(column), case(wanted));
            if here == there {
                continue;
            }
            let words = |case: Option<String>| case.map_or("no case".into(), |c| format!("`{c}`"));
            let there = words(there);
            return Err(Error::new(
                file(listing),
                n + 1,
                format!("has {} where {} has {there}", words(here), with.id()),
                format!(
                    "print the same cases in the same order, and `case{BETWEEN}{NONE}` where a model has none, \
                     in {}, and: {}",
                    listing.file,
                    record(listing)
                ),
            ));
        }
    }
    Ok(())
}

fn not_recorded(page: &mut Page<'_>, listing: &Listing) {
    page.run(true, |page| {
        let command = record(listing);
        let _ = write!(
            page.out,
            "Not recorded yet. To record it:\n\n```console\n$ {command}\n```\n\n"
        );
    });
}

/// One row per case and one column per model, whose head leads to the listing.
fn draw(page: &mut Page<'_>, listings: &[&Listing], columns: &[Cases]) {
    let name = listings.first().map_or("", |listing| &listing.program);
    let path = page.book.page_of(name);
    let _ = write!(
        page.out,
        "<div class=\"table-wrapper\"><table class=\"cells\" aria-label=\"{name}, as recorded\">\n\
         <thead><tr><th scope=\"col\">Case</th>"
    );
    for listing in listings {
        let model = &listing.model;
        let head = match path {
            Some(path) => {
                let href = page.link(&path.replace(".md", ".html"));
                format!("<a href=\"{href}#{name}-{model}\">{model}</a>")
            }
            None => model.clone(),
        };
        let _ = write!(page.out, "<th scope=\"col\">{head}</th>");
    }
    page.out.push_str("</tr></thead>\n<tbody>\n");
    let rows = columns.first().map_or(0, Vec::len);
    for row in 0..rows {
        let case = escape(columns[0][row].0);
        let _ = write!(page.out, "<tr><th scope=\"row\">{case}</th>");
        for column in columns {
            let outcome = match column[row].1 {
                NONE => "–".to_owned(),
                outcome => escape(outcome),
            };
            let _ = write!(page.out, "<td>{outcome}</td>");
        }
        page.out.push_str("</tr>\n");
    }
    page.out.push_str("</tbody>\n</table></div>\n");
}
