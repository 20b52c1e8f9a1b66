//! What the book says of `endings`, each sentence held by a run. The claims assume that `main` is late by less than
//! 100 ms.

mod accept;
mod joined;

observe::runs! {
    threads: "endings-threads",
    tokio: "endings-tokio",
    async_std: "endings-async-std",
}

#[test]
fn work_that_is_under_way_is_lost_when_main_returns() {
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(run.out(), ["main: both are started"], "{}", run.name);
        assert!(run.success(), "{}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads(), tokio(), async_std()]);
}
