//! What the book says of `coroutine`, each sentence held by a run.

mod r#async;

observe::runs! {
    sync: "coroutine-sync",
    threads: "coroutine-threads",
    tokio: "coroutine-tokio",
    async_std: "coroutine-async-std",
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
fn the_speakers_pass_control_to_each_other_in_every_model() {
    assert_eq!(size_and_lines(sync()).1, TURN_BY_TURN);
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(run.out(), TURN_BY_TURN, "{}", run.name);
    }
}

#[test]
fn a_speaker_by_hand_takes_no_more_than_its_name_and_a_number() {
    let (size, _) = size_and_lines(sync());
    // The state itself hides in values that the name and the number can't have, or beside the number.
    assert_eq!(size, size_of::<(&str, u32)>());
}

#[test]
fn generators_in_python_pass_control_too() {
    let Some(python) = observe::python!("coroutine") else {
        return;
    };
    let run = python.run();
    assert_eq!(run.out(), TURN_BY_TURN);
    observe::same_as_recorded(&[&run]);
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio(), async_std()]);
}
