//! What the book says of `event_loop_stuck`, each sentence held by a run.

use observe::Exit;

observe::runs! {
    threads: "event_loop_stuck-threads",
    tokio: "event_loop_stuck-tokio",
    async_std: "event_loop_stuck-async-std",
}

#[test]
fn two_who_wait_for_each_other_wait_for_ever() {
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(run.exit, Exit::Killed, "{}", run.name);
        assert_eq!(
            run.out(),
            ["I wait for the other's number"; 2],
            "{}",
            run.name
        );
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads(), tokio(), async_std()]);
}
