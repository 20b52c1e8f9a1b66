//! What the book says of `gather_unordered`, each sentence held by a run.

observe::runs! {
    threads: "gather_unordered-threads",
    tokio: "gather_unordered-tokio",
    async_std: "gather_unordered-async-std",
}

#[test]
fn results_can_be_had_in_the_order_in_which_they_are_ready() {
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(
            run.out_before_the_time(),
            ["b", "c", "d", "a"].map(|page| format!("main has the text of {page}")),
            "{}",
            run.name
        );
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads(), tokio(), async_std()]);
}
