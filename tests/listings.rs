//! Every folder of `listings/` has the shape that a reader and the tools rely on.

use expand::{Book, Listing, shared};
use listing::Place;
use listing::schedules::Schedules;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn book() -> Book {
    Book::load(root()).unwrap_or_else(|e| panic!("{e}"))
}

/// Fails with all of them, a line each.
#[track_caller]
fn none_of(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_package_has_its_manifest() {
    let mut wrong = Vec::new();
    let book = book();
    let packages: BTreeSet<&str> = book
        .programs
        .values()
        .map(|program| program.place.package.as_str())
        .collect();
    for name in packages {
        let file = Place::new(name, None).manifest();
        let text = fs::read_to_string(root().join(&file)).unwrap_or_default();
        let cargo: toml::Table = text.parse().unwrap_or_default();
        let package = |key: &str| cargo["package"].get(key).and_then(|v| v.as_str());
        if package("name") != Some(name) {
            wrong.push(format!(
                "{file}: the package does not have the name of its folder: name = \"{name}\""
            ));
        }
        if package("license") != Some("0BSD") {
            wrong.push(format!(
                "{file}: listings may be used by anybody: license = \"0BSD\""
            ));
        }
        let bins = cargo.get("bin").and_then(|b| b.as_array());
        for bin in bins.into_iter().flatten() {
            if bin.get("test").and_then(|t| t.as_bool()) != Some(false) {
                wrong.push(format!(
                    "{file}: {} links an empty test harness: test = false",
                    bin["name"]
                ));
            }
        }
    }
    none_of(&wrong);
}

#[test]
fn every_program_has_a_description_claims_and_listings() {
    let mut wrong = Vec::new();
    for program in book().programs.values() {
        let (place, name) = (&program.place, &program.name);
        if program.description.is_empty() {
            wrong.push(format!(
                "{}: say in a line what {name} does: description = \"…\"",
                place.manifest()
            ));
        }
        if program.listings.is_empty() {
            wrong.push(format!(
                "{folder}: holds no listing: add {folder}/tokio.rs and its [[bin]]",
                folder = place.folder()
            ));
        }
        if program.claims.is_empty() {
            wrong.push(format!(
                "{}: holds no test: say what the page says of {name}",
                place.claims()
            ));
        } else if !program
            .claims
            .iter()
            .any(|c| c.name == "the_output_is_what_was_recorded")
        {
            wrong.push(format!(
                "{}: add the test `the_output_is_what_was_recorded`, as in listings/count/tests/claims/main.rs",
                place.claims()
            ));
        }
        if let Some(module) = place.module() {
            let main = Place::new(&place.package, None).claims();
            let text = fs::read_to_string(root().join(&main)).unwrap_or_default();
            if !text.lines().any(|line| line == format!("mod {module};")) {
                wrong.push(format!(
                    "{main}: does not run the claims of {name}: mod {module};"
                ));
            }
        }
    }
    none_of(&wrong);
}

/// The most lines that are not empty.
const MOST_LINES: usize = 72;
/// The same of a listing with a stage, above it: a server that survives its clients has limits, time-outs and errors.
const MOST_LINES_OF_A_SERVER: usize = 180;

#[test]
fn every_listing_says_what_it_shows_and_is_short() {
    let mut wrong = Vec::new();
    for listing in listings(&book()) {
        let opens = if listing.model == "python" {
            "\"\"\""
        } else {
            "//! "
        };
        if !listing.source.starts_with(opens) {
            wrong.push(format!(
                "{}:1: begin with a line that says what it shows: {opens}…",
                listing.file
            ));
        }
        // A server brings its clients, a client its server: they are the stage, and not the program.
        let program = listing
            .source
            .lines()
            .take_while(|l| !l.starts_with("// The stage"));
        let lines = program.filter(|l| !l.trim().is_empty()).count();
        let most = if listing.source.contains("\n// The stage") {
            MOST_LINES_OF_A_SERVER
        } else {
            MOST_LINES
        };
        if lines > most {
            wrong.push(format!(
                "{}: {lines} lines that are not empty; a listing like this has at most {most}",
                listing.file
            ));
        }
    }
    none_of(&wrong);
}

#[test]
fn what_the_models_share_is_the_same_text_in_every_file() {
    let mut wrong = Vec::new();
    for program in book().programs.values() {
        for item in shared::versions(program) {
            if !item.are_the_same() && !item.speak_of_a_model() {
                let files: Vec<&str> = item.texts.iter().map(|(l, _)| l.file.as_str()).collect();
                wrong.push(format!(
                    "{}: {} `{}` does not depend on the model, but differs between {}: use the same text in each",
                    files[0],
                    item.kind,
                    item.name,
                    files.join(", ")
                ));
            }
        }
    }
    none_of(&wrong);
}

#[test]
fn the_stage_is_the_same_text_in_every_model() {
    let mut wrong = Vec::new();
    for program in book().programs.values() {
        let rust = || program.listings.iter().filter(|l| l.model != "python");
        let stages: BTreeSet<Option<&str>> = rust().map(shared::stage_of).collect();
        if stages.len() > 1 {
            let files: Vec<&str> = rust().map(|l| l.file.as_str()).collect();
            wrong.push(format!(
                "{}: what follows `{} …` differs between {}: use the same text in each",
                files[0],
                shared::STAGE,
                files.join(", ")
            ));
        }
    }
    none_of(&wrong);
}

#[test]
fn every_listing_is_shown_whole_on_a_page() {
    let book = book();
    let mut shown = BTreeSet::new();
    for (path, text) in &book.pages {
        let page = book.expand(path, text).unwrap_or_else(|e| panic!("{e}"));
        shown.extend(page.parts.into_iter().filter_map(|part| match part.origin {
            expand::Origin::Listing(id) => Some(id),
            _ => None,
        }));
    }
    let wrong: Vec<String> = listings(&book)
        .filter(|l| !shown.contains(&l.id()))
        .map(|l| {
            format!(
                "{}: no page shows it: add {{{{#program {}}}}} to one",
                l.file, l.program
            )
        })
        .collect();
    none_of(&wrong);
}

#[test]
fn pages_name_the_versions_of_the_lock_file() {
    let lock: toml::Table = fs::read_to_string(root().join("Cargo.lock"))
        .expect("a lock file")
        .parse()
        .expect("it is TOML");
    let mut locked: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for package in lock["package"].as_array().expect("packages") {
        let text = |key: &str| package[key].as_str().expect("text");
        locked
            .entry(text("name"))
            .or_default()
            .insert(text("version"));
    }
    let mut wrong = Vec::new();
    for listing in listings(&book()) {
        for (name, version) in listing.recorded.iter().flat_map(|r| &r.crates) {
            if !locked
                .get(name.as_str())
                .is_some_and(|versions| versions.contains(version.as_str()))
            {
                wrong.push(format!(
                    "{}: was recorded with {name} {version}, the lock file has {:?}\n  run: cargo run -- record {}",
                    listing.file,
                    locked.get(name.as_str()),
                    listing.program
                ));
            }
        }
    }
    none_of(&wrong);
}

#[test]
fn what_was_measured_is_the_listings_beside_it() {
    let mut wrong = Vec::new();
    for program in book().programs.values() {
        for (model, hash) in program.measured.iter().flat_map(|m| &m.listings) {
            let listing = program.listing(model);
            if listing.is_none_or(|l| listing::listing_hash(&l.source) != *hash) {
                wrong.push(format!(
                    "{}/{model}: changed since it was measured\n  run: cargo run -- measure {}",
                    program.name, program.name
                ));
            }
        }
    }
    none_of(&wrong);
}

#[test]
fn the_orders_that_are_kept_are_those_of_the_listings_beside_them() {
    let mut wrong = Vec::new();
    for program in book().programs.values() {
        for listing in &program.listings {
            match Schedules::read(root(), &listing.place, &listing.model) {
                Ok(None) => {}
                Ok(Some(kept)) if kept.is_of(&listing.source) => {}
                Ok(Some(_)) => wrong.push(format!(
                    "{}: changed since its orders were found\n  run: cargo run -- schedules {}",
                    listing.file, program.name
                )),
                Err(error) => wrong.push(error.to_string()),
            }
        }
    }
    none_of(&wrong);
}

fn listings(book: &Book) -> impl Iterator<Item = &Listing> {
    book.programs.values().flat_map(|p| &p.listings)
}
