//! What the book says of `gather_dropped`, each sentence held by a run.

observe::runs! {
    tokio: "gather_dropped-tokio",
    async_std: "gather_dropped-async-std",
}

#[test]
fn a_dropped_join_stops_all_that_is_not_done() {
    for run in [tokio(), async_std()] {
        assert_eq!(
            run.out(),
            ["b is here", "c is here", "main gives up", "main ends"],
            "{}",
            run.name
        );
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio(), async_std()]);
}
