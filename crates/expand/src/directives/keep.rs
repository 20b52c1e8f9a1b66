//! `{{#keep race items="race ask TIME_OUT"}}`: the part of a program that a reader takes along, in each model, with the `use`
//! lines that it needs and the `cargo add` line.

use super::program::{begin, begin_listing, from};
use super::{Call, Directive, listings_in, program_called, wrong};
use crate::book::{Listing, Program};
use crate::imports;
use crate::items::{self, Item};
use crate::page::{Origin, Page};
use crate::shared;
use listing::{Error, did_you_mean};
use std::collections::BTreeSet;
use std::fmt::Write;

pub(super) const DIRECTIVE: Directive = Directive {
    name: "keep",
    words: 1..=1,
    options: &["items", "models", "opens"],
    inside_a_line: false,
    shows_a_run: false,
    example: "{{#keep race items=\"race ask TIME_OUT\"}}",
    expand,
};

fn expand(page: &mut Page<'_>, call: &Call) -> Result<(), Error> {
    let program = program_called(page.book, &call.words[0])?;
    let wanted: Vec<&str> = call
        .option("items")
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    if wanted.is_empty() {
        let help = format!("for example: {}", DIRECTIVE.example);
        return Err(wrong("`{{#keep}}` does not say which items to keep", help));
    }
    let parts = parts(program, &wanted, call.option("models"))?;
    if let Some(model) = call.option("opens") {
        let mut models = parts.iter().map(|(listing, _)| listing.model.as_str());
        if !models.clone().any(|one| one == model) {
            let message = format!(
                "the part to keep is not shown in `{model}`, in which the page should open"
            );
            return Err(wrong(message, did_you_mean(model, &mut models)));
        }
        page.opens_in(model)?;
    }
    let models: Vec<&str> = parts
        .iter()
        .map(|(listing, _)| listing.model.as_str())
        .collect();
    begin(page, program, &models);
    for (listing, text) in &parts {
        begin_listing(page, listing, "-keep", ": the part to keep");
        draw(page, listing, text);
        page.out.push_str("</section>\n\n");
    }
    page.out.push_str("</div>");
    Ok(())
}

/// The listings that are shown, with the text of the part in each.
///
/// Where the writer names the models, a model that does not have one of the items goes without it; else only models that have
/// all of them are shown.
fn parts<'book>(
    program: &'book Program,
    wanted: &[&str],
    models: Option<&str>,
) -> Result<Vec<(&'book Listing, String)>, Error> {
    let mut listings = listings_in(program, models)?;
    listings.retain(|listing| listing.model != "python");
    let items: Vec<(&Listing, Vec<Item>)> = listings
        .into_iter()
        .map(|listing| (listing, items::of(&listing.source).unwrap_or_default()))
        .collect();
    let exist: BTreeSet<&str> = items
        .iter()
        .flat_map(|(_, items)| items)
        .filter(|item| item.of.is_none())
        .map(|item| item.name.as_str())
        .collect();
    if let Some(name) = wanted.iter().find(|name| !exist.contains(*name)) {
        let program = &program.name;
        let message =
            format!("`{program}` has no item called `{name}` in the models that are shown");
        return Err(wrong(message, did_you_mean(name, exist.iter().copied())));
    }
    let lacks = |items: &[Item]| {
        wanted
            .iter()
            .find(|name| !items.iter().any(|item| item.name == **name))
            .copied()
    };
    let shown: Vec<(&Listing, String)> = items
        .iter()
        .filter(|(_, items)| models.is_some() || lacks(items).is_none())
        .map(|(listing, items)| (*listing, text(listing, items, wanted)))
        .collect();
    if shown.is_empty() {
        let lacking: Vec<String> = items
            .iter()
            .map(|(listing, items)| {
                format!(
                    "{} has no `{}`",
                    listing.model,
                    lacks(items).unwrap_or_default()
                )
            })
            .collect();
        return Err(wrong(
            format!("no model of `{}` has all of these items", program.name),
            format!(
                "{}\nname the models, which then go without: models=\"…\"",
                lacking.join(", ")
            ),
        ));
    }
    Ok(shown)
}

/// The wanted items in the order of the listing, a type with its `impl`s, below the `use` lines that they need.
fn text(listing: &Listing, items: &[Item], wanted: &[&str]) -> String {
    let source = &listing.source;
    let is_wanted = |item: &Item| wanted.contains(&item.of.as_deref().unwrap_or(&item.name));
    let mut part = String::new();
    let mut before = None;
    for item in items.iter().filter(|item| is_wanted(item)) {
        let start = with_comment(source, item.range.start);
        // Constants that follow each other stay so.
        if before.is_some_and(|end| end != start) {
            part.push('\n');
        }
        part += &source[start..item.range.end];
        before = Some(item.range.end);
    }
    let uses = imports::needed(source, &part);
    match uses.is_empty() {
        true => part,
        false => format!("{uses}\n{part}"),
    }
}

/// Where the comment begins that stands right above the line that begins at `start`, or the line itself.
fn with_comment(source: &str, mut start: usize) -> usize {
    while let Some(line) = source[..start].lines().last()
        && line.starts_with("//")
        && !line.starts_with("//!")
        && !line.starts_with(shared::STAGE)
        && source[..start].ends_with('\n')
    {
        start -= line.len() + 1;
    }
    start
}

fn draw(page: &mut Page<'_>, listing: &Listing, text: &str) {
    page.shows(listing);
    let crates = crates(listing, text);
    page.code(Origin::Keep(listing.id(), crates.clone()), "rust", text);
    if !crates.is_empty() {
        let _ = write!(page.out, "\n<div class=\"add\">\n\n");
        page.fence("console", &format!("$ cargo add {crates}\n"));
        page.out.push_str("\n</div>\n");
    }
    from(page, listing);
}

/// The arguments of the `cargo add` that makes `text` compile: those of the listing, without the crates that only the rest
/// of it uses.
fn crates(listing: &Listing, text: &str) -> String {
    let added = listing.manifest.added().unwrap_or_default();
    let uses = |name: &str| imports::says(text, &name.replace('-', "_"));
    let used: Vec<_> = added.iter().filter(|one| uses(&one.name)).collect();
    if used.len() == added.len() {
        return listing.manifest.crates.clone();
    }
    let mut line: Vec<String> = used.iter().map(|one| one.name.clone()).collect();
    if used.iter().any(|one| !one.default_features) {
        line.push("--no-default-features".to_owned());
    }
    let features = used.iter().flat_map(|one| {
        one.features.iter().map(|feature| match used.len() {
            1 => feature.clone(),
            _ => format!("{}/{feature}", one.name),
        })
    });
    let features: Vec<String> = features.collect();
    if !features.is_empty() {
        line.push(format!("--features {}", features.join(",")));
    }
    line.join(" ")
}
