//! What the book says of `in_turn_together`, each sentence held by a run. The claims assume that a thread or a timer is
//! late by less than 100 ms.

observe::runs! {
    threads: "in_turn_together-threads",
    tokio: "in_turn_together-tokio",
    async_std: "in_turn_together-async-std",
}

#[test]
fn started_before_one_is_awaited_the_pages_arrive_as_they_are_ready() {
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(
            run.out()[..4],
            [
                "b is here",
                "c is here",
                "a is here",
                "text of a, text of b, text of c",
            ],
            "{}",
            run.name
        );
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads(), tokio(), async_std()]);
}
