//! What the book says of `lost_update_fixed`, each sentence held by a run.

use super::printed_in_some_order;

observe::runs! {
    threads: "lost_update_fixed-threads",
}

#[test]
fn added_in_one_step_no_visitor_is_lost() {
    assert_eq!(
        printed_in_some_order(Some("fixed"), "threads"),
        ["visitors: 2\n"]
    );
    assert_eq!(threads().out(), ["visitors: 2"]);
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads()]);
}
