//! What the book says of `word_count`, each sentence held by a run.

use observe::Run;
use std::time::Duration;

observe::runs! {
    sync: "word_count-sync",
    threads: "word_count-threads",
    tokio: "word_count-tokio",
    async_std: "word_count-async-std",
}

fn all() -> [&'static Run; 4] {
    [sync(), threads(), tokio(), async_std()]
}

#[test]
fn every_model_counts_the_same_words() {
    for run in all() {
        assert_eq!(
            run.out(),
            ["720000 words, 160000 of them merrily"],
            "{}",
            run.name
        );
    }
}

#[test]
fn one_file_after_the_other_waits_for_each() {
    assert_eq!(sync().out().len(), 1);
    assert!(sync().elapsed >= Duration::from_millis(400));
}

#[test]
#[cfg(target_os = "linux")]
fn together_the_files_are_waited_for_once() {
    // On a busy machine computing takes as long as it likes; what is neither computing nor waiting for a core is waiting.
    let waited = sync().waited().expect("Linux tells");
    assert!(waited >= Duration::from_millis(390));
    for program in [
        observe::program!("word_count-threads"),
        observe::program!("word_count-tokio"),
        observe::program!("word_count-async-std"),
    ] {
        // One verse in each file: hardly anything to compute, and four waits.
        let run = program.arg("100").arg("1").run();
        assert_eq!(run.out(), ["72 words, 16 of them merrily"], "{}", run.name);
        assert!(run.elapsed >= Duration::from_millis(100), "{}", run.name);
        assert!(run.elapsed < waited, "{}: {:?}", run.name, run.elapsed);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn the_first_thread_counts_in_sync_and_in_no_other_model() {
    // In every model it writes the files; in sync it counts them too.
    let alone = sync().computed().expect("Linux tells");
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(run.out(), sync().out(), "{}", run.name);
        let first = run.computed().expect("Linux tells");
        assert!(first < alone / 2, "{}: {first:?} of {alone:?}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&all());
}
