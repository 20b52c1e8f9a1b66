//! What the book says of `word_count`, each sentence held by a run.

use observe::Run;
use std::time::Duration;
#[cfg(target_os = "linux")]
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
};

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
    // On a busy machine computing takes as long as it takes; the time neither on a core nor queued for a core is waiting.
    // The claim assumes that three programs with hardly any work are late by less than 290 ms each.
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
    // In every model it writes the files; in sync it counts their words too.
    let alone = sync().computed().expect("Linux tells");
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(run.out(), sync().out(), "{}", run.name);
        let first = run.computed().expect("Linux tells");
        assert!(first < alone / 2, "{}: {first:?} of {alone:?}", run.name);
    }
}

/// The binaries, each with an empty folder for temporary files.
#[cfg(target_os = "linux")]
fn with_folders(claim: &str) -> Vec<(&'static str, PathBuf, PathBuf)> {
    let all = [
        ("sync", observe::binary!("word_count-sync")),
        ("threads", observe::binary!("word_count-threads")),
        ("tokio", observe::binary!("word_count-tokio")),
        ("async-std", observe::binary!("word_count-async-std")),
    ];
    all.map(|(model, binary)| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{claim}-{model}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        (model, binary, folder)
    })
    .into()
}

/// The files in a folder, by name.
#[cfg(target_os = "linux")]
fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
#[cfg(target_os = "linux")]
fn after_an_error_no_file_is_left_behind() {
    for (model, binary, folder) in with_folders("error") {
        let mut child = Command::new(binary)
            .args(["1000", "1"])
            .env("TMPDIR", &folder)
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        // While the program waits, its last file disappears. The claim assumes that this is late by less than 1,000 ms.
        while files_in(&folder).len() < 4 && child.try_wait().unwrap().is_none() {
            thread::sleep(Duration::from_millis(1));
        }
        let files = files_in(&folder);
        let removed = files.last().map(fs::remove_file);
        let status = child.wait().unwrap();
        assert!(removed.is_some_and(|removed| removed.is_ok()), "{model}");
        assert_eq!(status.code(), Some(1), "{model}");
        assert!(files_in(&folder).is_empty(), "{model}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_file_that_is_there_already_is_neither_followed_nor_removed() {
    for (model, binary, folder) in with_folders("link") {
        let target = folder.join("precious.txt");
        fs::write(&target, "precious").unwrap();
        // `exec` keeps the number of the process, so the name is known beforehand.
        let status = Command::new("sh")
            .arg("-c")
            .arg("ln -s precious.txt $TMPDIR/word_count-$$-3.txt && exec $0 0 1")
            .arg(binary)
            .env("TMPDIR", &folder)
            .stderr(std::process::Stdio::null())
            .status()
            .unwrap();
        assert_eq!(status.code(), Some(1), "{model}");
        assert_eq!(fs::read(&target).unwrap(), b"precious", "{model}");
        assert_eq!(files_in(&folder).len(), 2, "{model}");
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&all());
}
