//! What the book says of `gather_dropped_set`, each sentence held by a run.

observe::runs! {
    tokio: "gather_dropped_set-tokio",
}

#[test]
fn a_dropped_join_set_stops_its_tasks() {
    assert_eq!(
        tokio().out(),
        ["b is here", "c is here", "main gives up", "main ends"]
    );
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio()]);
}
