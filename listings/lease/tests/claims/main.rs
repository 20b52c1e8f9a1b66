//! What the book says of `lease`, each sentence held by a run.

mod cancelled;
mod close;
mod close_cancelled;
mod error;
mod exit;
mod panic;
mod with;

observe::runs! {
    sync: "lease-sync",
    threads: "lease-threads",
    tokio: "lease-tokio",
    async_std: "lease-async-std",
}

#[test]
fn a_lease_is_given_back_on_success() {
    for run in [sync(), threads(), tokio(), async_std()] {
        assert_eq!(
            run.out()[2..],
            ["we have met", "room 7 is given back", "main goes on"],
            "{}",
            run.name
        );
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio(), async_std()]);
}
