//! What the book says of `turns_one_core`, each sentence held by a run.

observe::runs! {
    threads: "turns_one_core-threads",
}

#[test]
fn threads_that_never_pause_take_turns_anyway() {
    assert!(
        threads()
            .out()
            .contains(&"ann had 5 turns, bob had 5 turns")
    );
}

#[test]
#[cfg(target_os = "linux")]
fn both_are_on_one_core() {
    assert_eq!(threads().out().first(), Some(&"on one core: yes"));
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads()]);
}
