//! What the book says of `coroutine_iterator`, each sentence held by a run.

observe::runs! {
    sync: "coroutine_iterator-sync",
}

const TURN_BY_TURN: [&str; 6] = ["ann 1", "bob 1", "ann 2", "bob 2", "ann 3", "bob 3"];

#[test]
fn two_iterators_are_resumed_in_turn() {
    assert_eq!(sync().out(), TURN_BY_TURN);
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync()]);
}
