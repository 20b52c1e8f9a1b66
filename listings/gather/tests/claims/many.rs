//! What the book says of `gather_many`, each sentence held by a run.

use std::time::Duration;

observe::runs! {
    sync: "gather_many-sync",
    threads: "gather_many-threads",
    tokio: "gather_many-tokio",
    async_std: "gather_many-async-std",
}

#[test]
fn a_list_of_any_length_keeps_its_order() {
    for run in [sync(), threads(), tokio(), async_std()] {
        assert_eq!(
            run.out_before_the_time()[4],
            "text of a, text of b, text of c, text of d",
            "{}",
            run.name
        );
    }
}

#[test]
fn the_fetches_of_a_list_overlap() {
    assert!(sync().elapsed >= Duration::from_millis(700));
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(
            run.out_before_the_time()[..4],
            ["b is here", "c is here", "d is here", "a is here"],
            "{}",
            run.name
        );
        assert!(
            run.printed_seconds() < sync().printed_seconds(),
            "{}",
            run.name
        );
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio(), async_std()]);
}
