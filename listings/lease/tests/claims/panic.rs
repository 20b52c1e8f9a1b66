//! What the book says of `lease_panic`, each sentence held by a run.

use observe::Exit;

observe::runs! {
    sync: "lease_panic-sync",
    threads: "lease_panic-threads",
    tokio: "lease_panic-tokio",
    async_std: "lease_panic-async-std",
}

#[test]
fn a_lease_is_given_back_on_panic() {
    for run in [sync(), threads(), tokio(), async_std()] {
        assert_eq!(run.exit, Exit::Code(101), "{}", run.name);
        assert_eq!(
            run.out(),
            [
                "room 7 is leased",
                "we meet in room 7",
                "room 7 is given back"
            ],
            "{}",
            run.name
        );
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio(), async_std()]);
}
