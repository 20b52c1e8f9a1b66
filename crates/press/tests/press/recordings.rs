//! The recordings that are kept are those of the listings beside them, and a listing that was changed still does
//! the same when it is recorded.

use crate::common;

use common::repository;
use expand::{Book, Listing, Program};
use listing::{Recorded, State, listing_hash, manifest_hash};
use press::record::{build, record, source};
use press::recording::{Recording, SIZE_LIMIT, Unreadable};
use std::fs;
use std::path::Path;

/// What is wrong with the recordings kept in the book of `root`, a message each.
fn wrong(root: &Path) -> Vec<String> {
    let book = Book::load(root).unwrap_or_else(|e| panic!("{e}"));
    let mut wrong = Vec::new();
    for program in book.programs.values() {
        for (file, what) in wrong_of(root, program) {
            let again = format!("cargo run -- record {}", program.name);
            wrong.push(format!("{file}: {what}\n  run: {again}"));
        }
    }
    wrong
}

/// The files of a program that are wrong, and how.
fn wrong_of(root: &Path, program: &Program) -> Vec<(String, String)> {
    let mut wrong = Vec::new();
    let folder = format!("{}/recorded", program.place.folder());
    for listing in &program.listings {
        let runs = listing.manifest.no_run.is_none();
        let state = State::of(
            &listing.source,
            &listing.manifest,
            listing.recorded.as_ref(),
        );
        match (state, state.why()) {
            (State::ManifestChanged, Some(why)) => {
                let why = format!("`{}`: {why}", listing.model);
                wrong.push((program.place.manifest(), why));
            }
            (_, Some(why)) => wrong.push((listing.file.clone(), why.to_owned())),
            (_, None) => {}
        }
        let txt = format!("{folder}/{}.txt", listing.model);
        if runs && !root.join(&txt).exists() {
            wrong.push((txt, "the listing's output is missing".into()));
        }
        if runs && listing.model != "python" {
            let json = format!("{folder}/{}.json", listing.model);
            if let Some(what) = wrong_recording(&root.join(&json), listing) {
                wrong.push((json, what));
            }
        }
    }
    let mut kept = Recorded::read(root, &program.place).unwrap_or_else(|e| panic!("{e}"));
    kept.retain(|model, _| program.listing(model).is_none());
    for model in kept.keys() {
        let what = format!("names `{model}`, which is not a model of the program any more");
        wrong.push((format!("{folder}/recorded.toml"), what));
    }
    for entry in fs::read_dir(root.join(&folder)).into_iter().flatten() {
        let path = entry.expect("the folder can be read").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let (model, kind) = name.split_once('.').unwrap_or((&name, ""));
        if ["recorded", "measured"].contains(&model) {
            continue;
        }
        let listing = program.listing(model);
        let runs = listing.is_some_and(|l| l.manifest.no_run.is_none());
        let what = match (listing, kind) {
            (None, _) => "is of a model that is gone".to_owned(),
            // A program that is not run has orders, too.
            (Some(_), "schedules.json") => continue,
            (Some(_), _) if !runs => "is of a model that is not run".to_owned(),
            (Some(_), "json") if model == "python" => "python has no recording".to_owned(),
            (Some(_), "json" | "txt" | "err") => continue,
            _ => "is nothing that a recording leaves".to_owned(),
        };
        wrong.push((format!("{folder}/{name}"), what));
    }
    wrong
}

/// What is wrong with the recording in this file.
fn wrong_recording(path: &Path, listing: &Listing) -> Option<String> {
    let size = path.metadata().map_or(0, |m| m.len() as usize);
    if size > SIZE_LIMIT {
        let (has, most) = (size / 1_000, SIZE_LIMIT / 1_000);
        return Some(format!("has {has} kB, and at most {most} kB are kept"));
    }
    match Recording::load(path) {
        Err(Unreadable::Missing(_)) => Some("the listing's recording is missing".to_owned()),
        Err(error) => Some(error.to_string()),
        Ok(r) if fs::read_to_string(path).is_ok_and(|text| text != r.to_json()) => {
            Some("is not laid out as press writes it".to_owned())
        }
        Ok(r) if (&r.program, &r.model) != (&listing.program, &listing.model) => Some(format!(
            "holds the recording of another listing, {}/{}",
            r.program, r.model
        )),
        Ok(_) => None,
    }
}

#[test]
fn every_recording_is_of_the_listing_as_it_is_now() {
    let wrong = wrong(repository());
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// What is said of a small book, whose program `tally` is recorded, after `change`.
#[track_caller]
fn said_after(change: impl Fn(&common::Book)) -> String {
    let book = common::Book::new();
    assert_eq!(wrong(&book.path("")), [] as [String; 0]);
    change(&book);
    let wrong = wrong(&book.path(""));
    assert!(!wrong.is_empty(), "nothing was found");
    for message in &wrong {
        assert!(
            message.ends_with("\n  run: cargo run -- record tally"),
            "{message}"
        );
    }
    wrong.join("\n")
}

fn edit(book: &common::Book, file: &str, from: &str, to: &str) {
    let text = fs::read_to_string(book.path(file)).unwrap();
    assert!(text.contains(from), "{file} holds {from}");
    book.write(file, &text.replacen(from, to, 1));
}

#[test]
fn a_listing_or_manifest_that_was_changed_is_named() {
    let said = said_after(|book| edit(book, "listings/tally/tokio.rs", "fn ", "\nfn "));
    assert!(
        said.starts_with("listings/tally/tokio.rs: the listing was changed after"),
        "{said}"
    );
    let said = said_after(|book| {
        let sync = "[package.metadata.book.sync]\n";
        let more = format!("{sync}limit_ms = 9000\n");
        edit(book, "listings/tally/Cargo.toml", sync, &more);
    });
    assert!(said.starts_with("listings/tally/Cargo.toml: "), "{said}");
    assert!(said.contains("`sync`"), "{said}");
}

#[test]
fn line_ends_of_another_system_are_no_change() {
    let book = common::Book::new();
    let file = "listings/tally/tokio.rs";
    let text = fs::read_to_string(book.path(file)).unwrap();
    book.write(file, &text.replace('\n', "\r\n"));
    assert_eq!(wrong(&book.path("")), [] as [String; 0]);
}

#[test]
fn a_file_that_is_missing_is_named() {
    for kind in ["txt", "json"] {
        let file = format!("listings/tally/recorded/threads.{kind}");
        let said = said_after(|book| fs::remove_file(book.path(&file)).unwrap());
        assert!(said.starts_with(&format!("{file}: ")), "{said}");
        assert!(said.contains("is missing"), "{said}");
    }
    let said = said_after(|book| {
        fs::remove_file(book.path("listings/tally/recorded/recorded.toml")).unwrap();
    });
    assert!(
        said.contains("listings/tally/sync.rs: the listing was never recorded"),
        "{said}"
    );
}

#[test]
fn recordings_of_a_model_that_is_gone_are_named() {
    let file = "listings/tally/recorded/smol.json";
    let said = said_after(|book| {
        let of = fs::read_to_string(book.path("listings/tally/recorded/tokio.json")).unwrap();
        book.write(file, &of);
        let toml = "listings/tally/recorded/recorded.toml";
        edit(book, toml, "[tokio]", "[smol]");
        edit(book, toml, "[tokio.crates]", "[smol.crates]");
    });
    assert!(
        said.contains(&format!("{file}: is of a model that is gone")),
        "{said}"
    );
    assert!(
        said.contains("listings/tally/recorded/recorded.toml: names `smol`"),
        "{said}"
    );
}

#[test]
fn a_recording_that_can_not_be_used_is_named() {
    let file = "listings/tally/recorded/tokio.json";
    let changed = |from: &str, to: &str| said_after(|book| edit(book, file, from, to));
    for (said, why) in [
        (changed("\"version\":1", "\"version\":0"), "version 0"),
        (changed("\"events\":[", "\"events\":"), "damaged"),
        (
            changed("\"model\":\"tokio\"", "\"model\":\"sync\""),
            "another listing",
        ),
        (
            changed(
                "\"output\":[",
                &format!("\"output\":[{}", "\"x\",\n".repeat(50_000)),
            ),
            "at most 200 kB",
        ),
    ] {
        assert!(said.starts_with(&format!("{file}: ")), "{said}");
        assert!(said.contains(why), "{said}");
    }
}

/// A recording is kept only if the copy did what the listing did. So only listings that were changed since then
/// are run here, once each; `cargo run -- record --check` runs them all.
#[test]
fn a_listing_that_was_changed_does_the_same_when_it_is_recorded() {
    let _stage = observe::stage("what was changed is recorded, and compared with its plain run");
    let passed = repository().join("target/recorded-the-same");
    fs::create_dir_all(&passed).unwrap();
    let book = Book::load(repository()).unwrap_or_else(|e| panic!("{e}"));
    let hash = |l: &Listing| (listing_hash(&l.source), manifest_hash(&l.manifest));
    let mark = |l: &Listing| passed.join(format!("{}-{}", l.program, l.model));
    let changed: Vec<&Listing> = book
        .programs
        .values()
        .flat_map(|program| &program.listings)
        .filter(|l| l.model != "python" && l.manifest.no_run.is_none())
        .filter(|l| {
            let state = State::of(&l.source, &l.manifest, l.recorded.as_ref());
            let marked = fs::read_to_string(mark(l)).unwrap_or_default();
            state != State::Fresh && marked != format!("{:?}", hash(l))
        })
        .collect();
    if changed.is_empty() {
        return;
    }
    let sources: Vec<_> = changed.iter().map(|listing| source(listing)).collect();
    let folder = repository().join("target/recorded-changed");
    let built = build(repository(), &folder, &sources).unwrap();
    let mut wrong = Vec::new();
    for ((listing, source), built) in changed.iter().zip(&sources).zip(built) {
        match built.and_then(|built| record(source, listing, &built, true)) {
            Ok(_) => fs::write(mark(listing), format!("{:?}", hash(listing))).unwrap(),
            Err(error) => wrong.push(format!("{error:#}")),
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}
