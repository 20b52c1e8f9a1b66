//! What the book says of `lease_error`, each sentence held by a run.

observe::runs! {
    sync: "lease_error-sync",
    threads: "lease_error-threads",
    tokio: "lease_error-tokio",
    async_std: "lease_error-async-std",
}

#[test]
fn a_lease_is_given_back_on_error() {
    for run in [sync(), threads(), tokio(), async_std()] {
        let lines = run.out();
        assert_eq!(
            lines[..3],
            [
                "room 7 is leased",
                "we meet in room 7",
                "room 7 is given back"
            ],
            "{}",
            run.name
        );
        assert!(
            lines[3].starts_with("main goes on with Err("),
            "{}",
            run.name
        );
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio(), async_std()]);
}
