//! `{{#programs}}`: the page of all programs, in which models each exists, how many lines differ, and what was measured.

use super::{Call, Directive};
use crate::book::{Listing, Program, rank};
use crate::html::escape;
use crate::page::Page;
use listing::Error;
use listing::measured::{ELAPSED, MEMORY, Row, THREADS, cell};
use similar::{ChangeTag, TextDiff};
use std::fmt::Write;

pub(super) const DIRECTIVE: Directive = Directive {
    name: "programs",
    words: 0..=0,
    options: &[],
    inside_a_line: false,
    shows_a_run: false,
    example: "{{#programs}}",
    expand,
};

fn expand(page: &mut Page<'_>, _: &Call) -> Result<(), Error> {
    count(page);
    let book = page.book;
    for program in book.programs.values() {
        heading(page, program);
        table(page, program);
    }
    match &book.measured {
        Some(measured) => page.out.push_str(&measured.made("cargo run -- measure")),
        None => page.out.push_str(
            "Not measured yet. To measure all programs:\n\n```console\n$ cargo run -- measure\n```\n",
        ),
    }
    Ok(())
}

/// How many programs and listings there are, and how many in each model.
fn count(page: &mut Page<'_>) {
    let book = page.book;
    let listings = || book.programs.values().flat_map(|p| &p.listings);
    let mut models: Vec<&str> = listings().map(|l| l.model.as_str()).collect();
    models.sort_by_key(|model| rank(model));
    models.dedup();
    let numbers: Vec<String> = models
        .iter()
        .map(|model| {
            let number = listings().filter(|l| l.model == *model).count();
            format!(" {number} in {model}")
        })
        .collect();
    let _ = write!(
        page.out,
        "{} programs, in all {} listings:{}.\n\n",
        book.programs.len(),
        listings().count(),
        numbers.join(",")
    );
}

/// A program's heading, and where its page and its claims are.
fn heading(page: &mut Page<'_>, program: &Program) {
    let (book, name) = (page.book, &program.name);
    let _ = write!(
        page.out,
        "{} {name} {{#{name}}}\n\n{}.",
        page.hashes(),
        escape(&program.description)
    );
    if let Some(path) = book.page_of(name) {
        let link = page.link(path);
        let _ = write!(page.out, " On [{}]({link}).", book.title_of(path));
    }
    if !program.claims.is_empty() {
        let claims = page.link(&book.claims_page(name));
        let number = match program.claims.len() {
            1 => "1 claim is".to_owned(),
            more => format!("{more} claims are"),
        };
        let _ = write!(page.out, " [{number} tested]({claims}#{name}).");
    }
    page.out.push_str("\n\n");
}

/// A row per model, with what was measured of a listing that has not changed since.
fn table(page: &mut Page<'_>, program: &Program) {
    let (book, name) = (page.book, &program.name);
    let _ = write!(
        page.out,
        "<div class=\"table-wrapper\"><table class=\"programs\" aria-label=\"{name}\">\n<thead><tr><th scope=\"col\">Model</th>\
         <th scope=\"col\">Lines</th><th scope=\"col\">Time (s)</th><th scope=\"col\">Memory (MiB)</th><th scope=\"col\">Threads</th>\
         </tr></thead>\n<tbody>\n"
    );
    let path = book.page_of(name);
    for listing in &program.listings {
        let model = &listing.model;
        let row = row_of(page, listing);
        let value = |column: &str| {
            let spread = row.and_then(|row| row.values.get(column));
            spread.map_or("–".to_owned(), cell)
        };
        let named = match path {
            Some(path) => {
                let href = page.link(&path.replace(".md", ".html"));
                format!("<a href=\"{href}#{name}-{model}\">{model}</a>")
            }
            None => model.clone(),
        };
        let _ = writeln!(
            page.out,
            "<tr><th scope=\"row\">{named}</th><td>{}{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            listing.source.lines().count(),
            differs(&program.listings[0], listing),
            value(ELAPSED),
            value(MEMORY),
            value(THREADS)
        );
    }
    page.out.push_str("</tbody>\n</table></div>\n\n");
}

/// What was measured of the listing, if it has not changed since.
fn row_of<'book>(page: &Page<'book>, listing: &Listing) -> Option<&'book Row> {
    let measured = page.book.measured.as_ref()?;
    let hash = measured.listings.get(&listing.id().to_string())?;
    let rows = &measured.rows;
    rows.iter()
        .find(|row| row.case == listing.program && row.model == listing.model)
        .filter(|_| *hash == listing::listing_hash(&listing.source))
}

/// How many lines a listing adds to another and takes away from it; nothing for the same one, or another language.
fn differs(from: &Listing, to: &Listing) -> String {
    if from.model == to.model || to.model == "python" {
        return String::new();
    }
    let diff = TextDiff::from_lines(&*from.source, &*to.source);
    let count = |tag| diff.iter_all_changes().filter(|c| c.tag() == tag).count();
    format!(
        " <small>+{} −{}</small>",
        count(ChangeTag::Insert),
        count(ChangeTag::Delete)
    )
}
