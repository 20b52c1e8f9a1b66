//! What the book says of `lease_exit`, each sentence held by a run.

use observe::Exit;

observe::runs! {
    sync: "lease_exit-sync",
}

#[test]
fn exit_drops_nothing() {
    assert_eq!(sync().out(), ["room 7 is leased", "we meet in room 7"]);
    assert_eq!(sync().exit, Exit::Code(0));
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync()]);
}
