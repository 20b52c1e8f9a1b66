//! What the book says of `desk`, each sentence held by a run. The claims assume that a thread or a timer is late by less
//! than 50 ms.

use observe::Run;
use std::time::Duration;

observe::runs! {
    threads: "desk-threads",
    tokio: "desk-tokio",
    async_std: "desk-async-std",
    smol: "desk-smol",
}

fn all() -> [&'static Run; 4] {
    [threads(), tokio(), async_std(), smol()]
}

/// The line of this text, and how many lines come before it.
fn place(run: &Run, text: &str) -> usize {
    let place = run.out().iter().position(|line| *line == text);
    place.unwrap_or_else(|| panic!("{}: no line `{text}` in {:?}", run.name, run.out()))
}

#[test]
fn the_desk_finishes_the_question_that_it_has_begun() {
    for run in all() {
        assert!(
            place(run, "the desk answers cat") < place(run, "the desk is closed"),
            "{}",
            run.name
        );
        place(run, "cat: yes");
        // Three questions of 150 ms each, although the desk is told to close in the third.
        assert!(run.elapsed >= Duration::from_millis(450), "{}", run.name);
    }
}

#[test]
fn a_question_that_is_left_is_dropped_and_its_client_learns_it() {
    for run in all() {
        let lost: Vec<&str> = run
            .out()
            .into_iter()
            .filter(|l| l.ends_with("no answer"))
            .collect();
        assert_eq!(lost, ["dan: no answer", "eve: no answer"], "{}", run.name);
        assert!(!run.out().contains(&"the desk answers dan"), "{}", run.name);
    }
}

#[test]
fn every_client_has_an_answer_or_learns_that_there_is_none() {
    for run in all() {
        let told = run
            .out()
            .into_iter()
            .filter(|line| line.contains(": "))
            .count();
        assert_eq!(told, 5, "{}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&all());
}
