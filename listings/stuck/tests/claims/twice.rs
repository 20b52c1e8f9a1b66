//! What the book says of `stuck_twice`, each sentence held by a run.

use observe::Exit;

observe::runs! {
    sync: "stuck_twice-sync",
    tokio: "stuck_twice-tokio",
}

#[test]
fn a_lock_that_the_same_code_takes_twice_is_never_taken() {
    for run in [sync(), tokio()] {
        assert_eq!(run.out(), ["sweep failed: I put it back"], "{}", run.name);
        assert_eq!(run.exit, Exit::Killed, "{}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), tokio()]);
}
