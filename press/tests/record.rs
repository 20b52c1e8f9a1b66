//! `cargo run -- record`: the copy does what the program does, and what it notes is true.

mod common;

use common::repository;
use expand::{Listing, Manifest};
use press::record::{Source, build, record};
use press::recording::{Doing, Kind, Recording, SIZE_LIMIT, Stream, What};
use std::collections::BTreeMap;
use std::fs;
use std::sync::LazyLock;

/// The recording of each program in `tests/corpus`, made once; a new construct is one more file there. The last
/// line of a program may say `// exit 3`.
static CORPUS: LazyLock<BTreeMap<String, Recording>> = LazyLock::new(|| {
    let folder = repository().join("press/tests/corpus");
    let mut listings = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let source = fs::read_to_string(&path).unwrap();
        let exit = source
            .trim_end()
            .lines()
            .last()
            .unwrap()
            .strip_prefix("// exit ");
        listings.push(Listing {
            program: name.clone(),
            model: "corpus".into(),
            file: format!("corpus/{name}.rs"),
            manifest: Manifest {
                exit: exit.map(|code| code.parse().unwrap()),
                ..Manifest::default()
            },
            source,
            output: None,
            recorded: None,
        });
    }
    let source = |listing: &Listing| Source {
        name: listing.program.clone(),
        file: listing.file.clone(),
        text: listing.source.clone(),
    };
    let sources: Vec<Source> = listings.iter().map(source).collect();
    let folder = repository().join("target/recorded-corpus");
    let built = build(repository(), &folder, &sources).unwrap();
    let record = |(listing, built): (&Listing, Result<_, _>)| {
        let built = built.unwrap_or_else(|e: anyhow::Error| panic!("{e:#}"));
        // It fails unless both printed the same and ended in the same way.
        let outcome = record(&source(listing), listing, &built, true);
        let outcome = outcome.unwrap_or_else(|e| panic!("{e:#}"));
        (listing.program.clone(), outcome.recording.unwrap())
    };
    listings.iter().zip(built).map(record).collect()
});

fn kept(model: &str) -> Recording {
    let path = repository().join(format!("listings/count/recorded/{model}.json"));
    Recording::load(&path).unwrap()
}

fn frames<'a>(recording: &'a Recording, name: &'a str) -> impl Iterator<Item = usize> + 'a {
    let frames = recording.frames.iter().enumerate();
    frames.filter(move |(_, f)| f.name == name).map(|(i, _)| i)
}

#[test]
fn every_program_of_the_corpus_does_the_same_when_it_is_recorded() {
    assert!(CORPUS.len() >= 3);
    for (name, recording) in CORPUS.iter() {
        let json = recording.to_json();
        assert!(json.len() <= SIZE_LIMIT, "{name}: {}", json.len());
        assert_eq!(json.parse::<Recording>().as_ref(), Ok(recording), "{name}");
    }
}

#[test]
fn recursion_is_counted_exactly() {
    let recording = &CORPUS["calls"];
    let with_rows = frames(recording, "fib").count() as u64;
    let more = recording.more.iter().find(|m| m.name == "fib").unwrap();
    // fib(20) makes this many calls.
    assert_eq!(with_rows + more.frames, 21_891);
}

#[test]
fn what_a_frame_was_started_by_is_who_wrote_it_or_handed_it_to_spawn() {
    let recording = &CORPUS["threads"];
    let parents = frames(recording, "work").map(|f| {
        let parent = &recording.frames[recording.frames[f].parent.unwrap()];
        (parent.kind, parent.line)
    });
    let parents: Vec<_> = parents.collect();
    // The scope's closure, and the closure that calls it.
    assert!(parents.contains(&(Kind::Closure, 13)), "{parents:?}");
    assert!(parents.contains(&(Kind::Closure, 15)), "{parents:?}");
    assert!(
        recording
            .frames
            .iter()
            .filter(|f| f.parent.is_none())
            .count()
            == 1
    );
}

#[test]
fn a_dropped_future_is_seen_as_dropped() {
    let recording = &CORPUS["futures"];
    let dropped = recording
        .events
        .iter()
        .filter(|e| e.what == What::Dropped && recording.frames[e.frame].name == "never");
    assert_eq!(dropped.count(), 2);
}

#[test]
fn what_is_printed_is_in_the_recording_in_order() {
    let printed = CORPUS["futures"].printed(Stream::Stdout);
    let first: Vec<&str> = printed.lines().take(3).collect();
    assert_eq!(first, ["Ok(6) 5", "b", "50"]);
}

#[test]
fn on_one_thread_no_two_polls_of_the_counters_overlap() {
    let recording = kept("tokio");
    let stretches = recording.stretches();
    let of_count = |s: &&press::recording::Stretch| recording.frames[s.frame].name == "count";
    let mut polls: Vec<_> = stretches.iter().filter(of_count).collect();
    polls.sort_by_key(|s| s.start);
    assert!(polls.len() >= 6);
    assert!(polls.windows(2).all(|two| two[0].end <= two[1].start));
}

#[test]
fn the_threads_of_three_counters_are_blocked_at_once() {
    let recording = kept("threads");
    let counters: Vec<usize> = frames(&recording, "count").collect();
    assert_eq!(counters.len(), 3);
    let middle = recording.elapsed / 2;
    let blocked = recording.spans().into_iter().filter(|span| {
        counters.contains(&span.frame)
            && span.doing == Doing::Blocked
            && span.start < middle
            && middle < span.end
    });
    assert_eq!(blocked.count(), 3);
}

#[test]
fn in_sync_one_counter_runs_at_a_time() {
    let recording = kept("sync");
    let stretches = recording.stretches();
    let of_count = |s: &&press::recording::Stretch| recording.frames[s.frame].name == "count";
    let counters: Vec<_> = stretches.iter().filter(of_count).collect();
    assert_eq!(counters.len(), 3);
    assert!(counters.windows(2).all(|two| two[0].end <= two[1].start));
}

#[test]
fn a_program_or_model_that_does_not_exist_is_told_what_does() {
    let book = common::Book::new();
    let said = book.refused(&["record", "cuont"]);
    assert!(said.contains("did you mean `count`?"), "{said}");
    let said = book.refused(&["record", "count", "--model", "tokyo"]);
    assert!(said.contains("did you mean `tokio`?"), "{said}");
}

#[test]
fn a_file_that_is_no_program_is_refused() {
    let book = common::Book::new();
    book.write("notes.rs", "fn helper() {}\n");
    let said = book.refused(&["record", "--file", "notes.rs"]);
    assert!(
        said.contains("notes.rs: this is no program: it has no `fn main`"),
        "{said}"
    );
    book.write("notes.rs", "fn main() {\n    let x = ;\n}\n");
    let said = book.refused(&["record", "--file", "notes.rs"]);
    assert!(
        said.contains("notes.rs:2: this is no Rust program"),
        "{said}"
    );
    let said = book.refused(&["record", "--file", "nothing.rs"]);
    assert!(said.contains("nothing.rs: can't be read as text"), "{said}");
}
