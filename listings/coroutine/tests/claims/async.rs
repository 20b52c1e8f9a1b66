//! What the book says of `coroutine_async`, each sentence held by a run.

observe::runs! {
    sync: "coroutine_async-sync",
}

const TURN_BY_TURN: [&str; 6] = ["ann 1", "bob 1", "ann 2", "bob 2", "ann 3", "bob 3"];

/// What a speaker takes, in bytes, and what was said.
fn size_and_lines(run: &observe::Run) -> (usize, Vec<&str>) {
    let mut lines = run.out().into_iter();
    let size = lines
        .next()
        .and_then(|l| l.strip_prefix("a speaker takes "))
        .and_then(|l| l.strip_suffix(" bytes"))
        .and_then(|n| n.parse().ok())
        .expect("the first line tells the size");
    (size, lines.collect())
}

#[test]
fn the_compilers_speakers_say_the_same() {
    assert_eq!(size_and_lines(sync()).1, TURN_BY_TURN);
}

#[test]
fn the_compilers_speaker_takes_more_than_the_one_by_hand() {
    // By hand it is a name and a number.
    assert!(size_and_lines(sync()).0 > size_of::<(&str, u32)>());
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync()]);
}
