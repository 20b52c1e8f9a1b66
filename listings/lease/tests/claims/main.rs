//! What the book says of `lease`, each sentence held by a run.

mod cancelled;
mod main_returns;

use observe::{Exit, Run};

observe::runs! {
    sync: "lease-sync",
    threads: "lease-threads",
    tokio: "lease-tokio",
    async_std: "lease-async-std",
}

fn all() -> [&'static Run; 4] {
    [sync(), threads(), tokio(), async_std()]
}

#[test]
fn a_lease_is_given_back_on_success() {
    for run in all() {
        assert_eq!(
            run.out()[..5],
            [
                "room 7 is leased",
                "we meet in room 7",
                "we have met",
                "room 7 is given back",
                "main has Ok(60)"
            ],
            "{}",
            run.name
        );
    }
}

#[test]
fn a_lease_is_given_back_on_an_error_before_main_sees_the_error() {
    for run in all() {
        assert_eq!(
            run.out()[5..9],
            [
                "room 7 is leased",
                "we meet in room 7",
                "room 7 is given back",
                "main has Err(ParseIntError { kind: InvalidDigit })"
            ],
            "{}",
            run.name
        );
    }
}

#[test]
fn a_lease_is_given_back_in_a_panic() {
    for run in all() {
        assert_eq!(
            run.out()[9..],
            [
                "room 7 is leased",
                "we meet in room 7",
                "room 7 is given back"
            ],
            "{}",
            run.name
        );
        assert_eq!(run.exit, Exit::Code(101), "{}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&all());
}
