//! What the book says of `greedy`, each sentence held by a run. The claims assume that a thread or a timer is late by
//! less than 100 ms.

mod fair;

observe::runs! {
    threads: "greedy-threads",
    tokio: "greedy-tokio",
    async_std: "greedy-async-std",
}

#[test]
fn the_mutex_of_tokio_is_passed_to_the_task_that_waits() {
    assert_eq!(tokio().out(), ["Bob has the printer after 1 pages"]);
}

#[test]
fn the_mutex_of_async_std_lets_a_task_barge_in_once() {
    assert_eq!(async_std().out(), ["Bob has the printer after 2 pages"]);
}

#[test]
fn with_the_mutex_of_std_any_number_of_pages_may_come_first() {
    let lines = threads().out();
    let pages = lines[0].strip_prefix("Bob has the printer after ");
    let pages = pages.and_then(|rest| rest.strip_suffix(" pages"));
    let pages: u32 = pages
        .and_then(|pages| pages.parse().ok())
        .expect("a number");
    assert!((1..=4).contains(&pages), "{pages}");
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads(), tokio(), async_std()]);
}
