//! `cargo run -- record`: the copy does what the program does, and what it notes is true.

use crate::common;

use common::{recording, repository};
use expand::Listing;
use listing::{Ends, Manifest};
use press::record::{Source, build, record};
use press::recording::{Doing, EventKind, Exit, Kind, Recording, SIZE_LIMIT, Stream, StretchEnd};
use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::sync::LazyLock;
use std::thread;

/// The recording of each program in `tests/corpus`, made once; a new construct is one more file there. The last
/// line of a program may say `// exit 3` or `// killed after 500 ms`.
static CORPUS: LazyLock<BTreeMap<String, Recording>> = LazyLock::new(|| {
    let folder = repository().join("crates/press/tests/corpus");
    let mut listings = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let source = fs::read_to_string(&path).unwrap();
        let last = source.trim_end().lines().last().unwrap();
        let exit = last.strip_prefix("// exit ");
        let killed = last.strip_prefix("// killed after ");
        let killed = killed.and_then(|ms| ms.strip_suffix(" ms"));
        listings.push(Listing {
            place: listing::Place::new("corpus", None),
            program: name.clone(),
            model: "corpus".into(),
            file: format!("corpus/{name}.rs"),
            manifest: Manifest {
                exit: exit.map(|code| code.parse().unwrap()),
                ends: killed.map(|ms| Ends {
                    killed_after_ms: ms.parse().unwrap(),
                }),
                ..Manifest::default()
            },
            source,
            output: None,
            recorded: None,
        });
    }
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
    thread::scope(|scope| {
        let running: Vec<_> = listings
            .iter()
            .zip(built)
            .map(|one| scope.spawn(|| record(one)))
            .collect();
        let recorded = running.into_iter();
        recorded.map(|one| one.join().unwrap()).collect()
    })
});

fn source(listing: &Listing) -> Source {
    Source {
        name: listing.program.clone(),
        file: listing.file.clone(),
        text: listing.source.clone(),
    }
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
fn what_workers_share_out_is_counted_exactly_at_each_place() {
    let recording = &CORPUS["rayon"];
    let all = |name: &str| {
        let more = recording.more.iter().filter(|m| m.name == name);
        frames(recording, name).count() as u64 + more.map(|m| m.frames).sum::<u64>()
    };
    // 2,000 numbers, two halves and one.
    assert_eq!(all("square"), 2_003);
    // 1,000 even squares are halved seven times, down to 7 or 8.
    assert_eq!(all("sum"), 255);
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
        .filter(|e| e.what == EventKind::Dropped && recording.frames[e.frame].name == "never");
    assert_eq!(dropped.count(), 2);
}

#[test]
fn what_is_printed_is_in_the_recording_in_order() {
    let printed = CORPUS["futures"].printed(Stream::Stdout);
    let first: Vec<&str> = printed.lines().take(3).collect();
    assert_eq!(first, ["Ok(6) 5", "b", "50"]);
}

/// How the stretches of the frames called `name` ended.
fn ends(recording: &Recording, name: &str) -> Vec<StretchEnd> {
    let of = |s: &press::recording::Stretch| recording.frames[s.frame].name == name;
    let stretches = recording.stretches().into_iter();
    stretches.filter(of).map(|s| s.how).collect()
}

#[test]
fn what_was_noted_is_kept_however_the_program_ends() {
    let aborted = &CORPUS["aborts"];
    assert_eq!(aborted.exit, Exit::Signal(6));
    assert_eq!(
        aborted.printed(Stream::Stdout),
        "waiting\ngiving up: no reason\n"
    );
    assert_eq!(aborted.printed(Stream::Stderr), "for good\n");
    assert_eq!(ends(aborted, "give_up"), [StretchEnd::CutOff]);

    let exited = &CORPUS["exits"];
    assert_eq!(exited.exit, Exit::Code(7));
    assert_eq!(exited.printed(Stream::Stdout), "leaving\n");
    for name in ["main", "leave"] {
        assert_eq!(ends(exited, name), [StretchEnd::CutOff], "{name}");
    }

    let panicked = &CORPUS["panics"];
    assert_eq!(panicked.exit, Exit::Code(101));
    assert_eq!(ends(panicked, "main"), [StretchEnd::Unwound]);
    for name in ["outer", "inner"] {
        let ends = ends(panicked, name);
        assert_eq!(ends, [StretchEnd::Ended, StretchEnd::Unwound], "{name}");
    }
}

/// How much of the time of the frames called `name` was spent so, in µs.
fn spent(recording: &Recording, name: &str, doing: Doing) -> u64 {
    let spans = recording.spans().into_iter();
    let of =
        |s: &press::recording::Span| recording.frames[s.frame].name == name && s.doing == doing;
    spans.filter(of).map(|s| s.end - s.start).sum()
}

#[test]
fn a_deadlock_that_is_ended_shows_both_threads_blocked() {
    let recording = &CORPUS["deadlock"];
    assert_eq!(recording.exit, Exit::Killed(1500));
    assert_eq!(ends(recording, "hold"), [StretchEnd::CutOff; 2]);
    let blocked = spent(recording, "hold", Doing::Blocked);
    // Each of two threads, nearly all the time.
    assert!(
        blocked > recording.elapsed,
        "{blocked} of {}",
        recording.elapsed
    );
}

#[test]
fn computing_and_blocked_are_told_apart_on_a_busy_machine_too() {
    let recording = &CORPUS["computes"];
    let total = |name: &str| {
        let of = |s: &press::recording::Stretch| recording.frames[s.frame].name == name;
        recording
            .stretches()
            .into_iter()
            .find(of)
            .unwrap()
            .spent
            .unwrap()
    };
    let (computed, waited) = (total("compute"), total("wait"));
    assert!(recording.queued, "Linux says how long a thread was queued");
    assert!(computed.blocked() * 5 < computed.cpu, "{computed:?}");
    assert!(waited.cpu * 5 < waited.blocked(), "{waited:?}");
}

#[test]
fn what_loses_a_select_is_seen_as_dropped() {
    let recording = &CORPUS["select"];
    let dropped = recording
        .events
        .iter()
        .any(|e| e.what == EventKind::Dropped && recording.frames[e.frame].name == "async block");
    assert!(dropped);
    assert!(ends(recording, "receive").contains(&StretchEnd::Pending));
}

#[test]
fn what_can_not_be_instrumented_is_named() {
    let left_out = CORPUS["streams"].left_out.iter();
    let named: Vec<_> = left_out.map(|l| (l.line, l.what.as_str())).collect();
    assert_eq!(
        named,
        [(20, "the code in `try_stream!`, but for what it prints")]
    );
}

#[test]
fn on_one_thread_no_two_polls_of_the_counters_overlap() {
    let recording = recording("tokio");
    let stretches = recording.stretches();
    let of_count = |s: &&press::recording::Stretch| recording.frames[s.frame].name == "count";
    let mut polls: Vec<_> = stretches.iter().filter(of_count).collect();
    polls.sort_by_key(|s| s.start);
    assert!(polls.len() >= 6);
    assert!(polls.windows(2).all(|two| two[0].end <= two[1].start));
}

#[test]
fn the_threads_of_three_counters_are_blocked_at_once() {
    let recording = recording("threads");
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
    let recording = recording("sync");
    let stretches = recording.stretches();
    let of_count = |s: &&press::recording::Stretch| recording.frames[s.frame].name == "count";
    let counters: Vec<_> = stretches.iter().filter(of_count).collect();
    assert_eq!(counters.len(), 3);
    assert!(counters.windows(2).all(|two| two[0].end <= two[1].start));
}

#[test]
fn a_program_or_model_that_does_not_exist_is_told_what_does() {
    let book = common::Book::new();
    let said = book.refused(&["record", "taly"]);
    assert!(said.contains("did you mean `tally`?"), "{said}");
    let said = book.refused(&["record", "tally", "--model", "tokyo"]);
    assert!(said.contains("did you mean `tokio`?"), "{said}");
}

#[test]
fn a_file_that_is_no_program_is_refused() {
    let book = common::Book::new();
    book.write("notes.rs", "fn helper() {}\n");
    let said = book.refused(&["record", "--file", "notes.rs"]);
    assert!(
        said.contains("notes.rs: this is not a program: it has no `fn main`"),
        "{said}"
    );
    book.write("notes.rs", "fn main() {\n    let x = ;\n}\n");
    let said = book.refused(&["record", "--file", "notes.rs"]);
    assert!(
        said.contains("notes.rs:2: this is not a Rust program"),
        "{said}"
    );
    let said = book.refused(&["record", "--file", "nothing.rs"]);
    assert!(said.contains("nothing.rs: can't be read as text"), "{said}");
}

#[test]
fn a_program_of_the_readers_own_leaves_its_recording_and_a_page_that_replays_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("my program.rs");
    fs::write(
        &file,
        "fn main() {\n    println!(\"</script> of my own\");\n}\n",
    )
    .unwrap();
    let to = folder.path().join("made/for it");
    let output = Command::new(env!("CARGO_BIN_EXE_press"))
        .args(["record", "--file"])
        .arg(&file)
        .arg("--to")
        .arg(&to)
        .current_dir(repository())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(output.status.success(), "{}", common::text(&output));
    let made = |kind: &str| to.join(format!("my_program.{kind}"));
    let page = made("html");
    assert!(
        said.contains(&format!(
            "its replay, a page for a browser: {}\n",
            page.display()
        )),
        "{said}"
    );
    let page = fs::read_to_string(page).unwrap();
    assert!(
        page.contains("<\\/script> of my own"),
        "the source is in the page"
    );
    let recording = Recording::load(&made("json")).unwrap();
    assert_eq!(recording.printed(Stream::Stdout), "</script> of my own\n");
    let text = fs::read_to_string(made("txt")).unwrap();
    assert_eq!(text, "</script> of my own\n");
    let chrome = fs::read_to_string(made("chrome.json")).unwrap();
    let chrome: serde_json::Value = serde_json::from_str(&chrome).unwrap();
    let names = chrome["traceEvents"].as_array().unwrap().iter();
    assert!(
        names
            .filter(|e| e["ph"] == "X")
            .any(|e| e["name"] == "main")
    );
}

/// What is said of programs that can't be recorded, in their order.
static REFUSED: LazyLock<Vec<String>> = LazyLock::new(|| {
    let aborts = "fn main() {\n    println!(\"so far\");\n    std::process::abort();\n}\n";
    let floods =
        "fn main() {\n    for n in 0..9_000 { println!(\"{n}: one of very many lines\"); }\n}\n";
    // The macro takes a name, and the name of the macro that notes what is printed is a path.
    let closed = "macro_rules! twice {\n    ($print:ident ! $args:tt) => { $print! $args; $print! $args; };\n}\n\n\
                  fn main() {\n    twice!(println!(\"x\"));\n}\n";
    let programs = [("aborts", aborts), ("floods", floods), ("closed", closed)];
    // Names of their own: all programs are built in one place.
    let listings = programs.map(|(name, text)| Listing {
        place: listing::Place::new("corpus", None),
        program: format!("refused-{name}"),
        model: "refused".into(),
        file: format!("refused/{name}.rs"),
        source: text.into(),
        manifest: Manifest::default(),
        output: None,
        recorded: None,
    });
    let folder = repository().join("target/recorded-refused");
    let built = build(repository(), &folder, &listings.each_ref().map(source)).unwrap();
    let refused = listings.iter().zip(built).map(|(listing, built)| {
        let outcome = built.and_then(|built| record(&source(listing), listing, &built, true));
        let refused = outcome
            .err()
            .unwrap_or_else(|| panic!("{} is recorded", listing.file));
        format!("{refused:#}")
    });
    refused.collect()
});

#[test]
fn a_signal_that_the_manifest_does_not_speak_of_is_named() {
    let said = &REFUSED[0];
    assert!(
        said.starts_with(
            "refused/aborts.rs: ended with signal 6, and its manifest says exit code 0"
        ),
        "{said}"
    );
}

#[test]
fn more_than_a_recording_holds_is_refused_with_both_sizes() {
    let said = &REFUSED[1];
    assert!(
        said.starts_with("refused/floods.rs: there is too much to record: "),
        "{said}"
    );
    assert!(said.contains("at most 200 kB are kept"), "{said}");
    assert!(said.contains("fewer prints"), "{said}");
}

#[test]
fn what_can_not_be_recorded_is_named_by_its_line_and_the_compilers_message() {
    let said = &REFUSED[2];
    assert!(
        said.starts_with("refused/closed.rs:6: what happens here can't be recorded"),
        "{said}"
    );
    assert!(said.contains("no rules expected"), "{said}");
}
