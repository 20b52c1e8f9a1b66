//! What the book says of `two_clerks`, each sentence held by a run. The claims assume that a thread is late by less than
//! 100 ms.

observe::runs! {
    sync: "two_clerks-sync",
    threads: "two_clerks-threads",
    tokio: "two_clerks-tokio",
    async_std: "two_clerks-async-std",
}

#[test]
fn clerks_that_check_and_then_sell_sell_one_seat_twice() {
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(run.out(), ["seats sold: 2"], "{}", run.name);
    }
}

#[test]
fn one_clerk_after_the_other_sells_the_seat_once() {
    assert_eq!(sync().out(), ["seats sold: 1"]);
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio(), async_std()]);
}
