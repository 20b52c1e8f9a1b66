//! What the book says of `forgotten_joined`, each sentence held by a run.

use observe::Exit;

observe::runs! {
    threads: "forgotten_joined-threads",
    tokio: "forgotten_joined-tokio",
    async_std: "forgotten_joined-async-std",
}

#[test]
fn a_join_waits_for_the_work_and_tells_of_the_panic() {
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(
            run.out(),
            ["a is saved", "b is not saved", "main is done"],
            "{}",
            run.name
        );
    }
}

#[test]
fn the_exit_code_says_that_a_page_is_missing() {
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(run.exit, Exit::Code(1), "{}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads(), tokio(), async_std()]);
}
