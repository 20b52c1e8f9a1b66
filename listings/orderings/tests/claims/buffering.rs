//! What the book says of `orderings_buffering`, each sentence held by a run.

use super::results;

observe::runs! {
    loom: "orderings_buffering-loom",
}

const ONE_SEES: [&str; 3] = [
    "left sees 0, right sees 1",
    "left sees 1, right sees 0",
    "left sees 1, right sees 1",
];

#[test]
fn with_relaxed_both_threads_may_miss_each_other() {
    let found = results(loom(), "Relaxed:");
    assert_eq!(found[0], "left sees 0, right sees 0");
    assert_eq!(found[1..], ONE_SEES);
}

#[test]
fn with_fences_at_least_one_thread_sees_the_other() {
    assert_eq!(results(loom(), "Relaxed, with SeqCst fences:"), ONE_SEES);
}

#[test]
fn a_search_that_meets_its_bound_fails_too() {
    let program = observe::program!("orderings_buffering-loom");
    let run = program.env("LOOM_MAX_BRANCHES", "3").run();
    assert!(!run.success(), "it ended with {}", run.exit);
    assert_eq!(run.out(), ["Relaxed:"]);
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[loom()]);
}
