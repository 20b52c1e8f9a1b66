//! What the book says of `stuck_ordered`, each sentence held by a run. The claims assume that a thread or a timer is
//! late by less than 100 ms.

observe::runs! {
    threads: "stuck_ordered-threads",
    tokio: "stuck_ordered-tokio",
    async_std: "stuck_ordered-async-std",
}

#[test]
fn with_one_order_the_second_waits_for_the_first_and_both_finish() {
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(
            run.out(),
            [
                "sell: I have the stock",
                "sell: I have both",
                "take back: I have the stock",
                "take back: I have both",
                "10 in stock, 5 sold",
            ],
            "{}",
            run.name
        );
        assert!(run.success(), "{}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads(), tokio(), async_std()]);
}
