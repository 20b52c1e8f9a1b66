//! What the book says of `PROGRAM`, each sentence held by a run.

observe::runs! {
    sync: "PROGRAM-sync",
    threads: "PROGRAM-threads",
    tokio: "PROGRAM-tokio",
    async_std: "PROGRAM-async-std",
}

#[test]
fn the_short_task_is_done_first() {
    for run in [sync(), threads(), tokio(), async_std()] {
        assert_eq!(
            run.out(),
            ["the short one is done", "the long one is done"],
            "{}",
            run.name
        );
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio(), async_std()]);
}
