//! What the book says of `greedy_fair`, each sentence held by a run. The claims assume that a thread is late by less
//! than 100 ms.

observe::runs! {
    threads: "greedy_fair-threads",
}

#[test]
fn a_fair_unlock_passes_the_lock_to_the_thread_that_waits() {
    assert_eq!(threads().out(), ["Bob has the printer after 1 pages"]);
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads()]);
}
