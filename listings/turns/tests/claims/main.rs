//! What the book says of `turns`, each sentence held by a run.

mod one_core;
mod starved;

observe::runs! {
    sync: "turns-sync",
    threads: "turns-threads",
    tokio: "turns-tokio",
    async_std: "turns-async-std",
}

const ONE_AFTER_THE_OTHER: [&str; 6] = [
    "ann dug hole 1",
    "ann dug hole 2",
    "ann dug hole 3",
    "bob dug hole 1",
    "bob dug hole 2",
    "bob dug hole 3",
];

#[test]
fn without_turns_bob_begins_when_ann_has_ended() {
    assert_eq!(sync().out(), ONE_AFTER_THE_OTHER);
}

#[test]
fn tasks_that_yield_after_every_hole_alternate() {
    for run in [tokio(), async_std()] {
        let expected = [
            "ann dug hole 1",
            "bob dug hole 1",
            "ann dug hole 2",
            "bob dug hole 2",
            "ann dug hole 3",
            "bob dug hole 3",
        ];
        assert_eq!(run.out(), expected, "{}", run.name);
    }
}

#[test]
fn threads_keep_each_workers_own_order_and_promise_no_other() {
    for name in ["ann", "bob"] {
        let lines = threads().out();
        let own: Vec<_> = lines.iter().filter(|l| l.starts_with(name)).collect();
        let expected: Vec<_> = ONE_AFTER_THE_OTHER
            .iter()
            .filter(|l| l.starts_with(name))
            .collect();
        assert_eq!(own, expected);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn with_tokio_the_tasks_need_no_second_thread() {
    assert_eq!(tokio().out().len(), 6);
    assert_eq!(tokio().threads, Some(1));
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio(), async_std()]);
}
