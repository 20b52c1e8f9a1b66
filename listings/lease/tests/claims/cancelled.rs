//! What the book says of `lease_cancelled`, each sentence held by a run. The claims assume that a timer is late by less
//! than 100 ms.

use observe::{Exit, Run};

observe::runs! {
    tokio: "lease_cancelled-tokio",
    async_std: "lease_cancelled-async-std",
}

fn both() -> [&'static Run; 2] {
    [tokio(), async_std()]
}

#[test]
fn close_can_wait_and_is_over_before_the_function_returns() {
    for run in both() {
        assert_eq!(
            run.out()[..5],
            [
                "room 7 is leased",
                "we meet in room 7",
                "we have met",
                "room 7 is swept and given back",
                "room 7 is leased"
            ],
            "{}",
            run.name
        );
    }
}

#[test]
fn a_lease_is_given_back_on_cancellation_before_main_learns_of_it() {
    for run in both() {
        assert_eq!(
            run.out()[6..],
            [
                "room 7 is given back unswept",
                "main calls the second meeting off"
            ],
            "{}",
            run.name
        );
        assert_eq!(run.exit, Exit::Code(0), "{}", run.name);
    }
}

#[test]
fn a_cancelled_meeting_never_reaches_its_close() {
    for run in both() {
        let count = |line: &str| run.out().iter().filter(|l| **l == line).count();
        assert_eq!(count("room 7 is leased"), 2, "{}", run.name);
        assert_eq!(count("we have met"), 1, "{}", run.name);
        assert_eq!(count("room 7 is swept and given back"), 1, "{}", run.name);
    }
}

#[test]
fn python_can_await_while_it_gives_back() {
    let Some(python) = observe::python!("lease_cancelled") else {
        return;
    };
    assert_eq!(
        python.run().out()[4..],
        [
            "room 7 is leased",
            "we meet in room 7",
            "room 7 is swept and given back",
            "main calls the second meeting off"
        ]
    );
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&both());
}
