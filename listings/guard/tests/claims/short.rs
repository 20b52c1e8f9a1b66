//! What the book says of `guard_short`, each sentence held by a run. The claims assume that a timer is late by less
//! than 100 ms.

observe::runs! {
    tokio: "guard_short-tokio",
    async_std: "guard_short-async-std",
}

#[test]
fn without_a_guard_across_the_await_both_wait_together_and_finish() {
    for run in [tokio(), async_std()] {
        assert_eq!(
            run.out(),
            [
                "Ann: I ask the bank",
                "Bob: I ask the bank",
                "Ann: I have paid in",
                "Bob: I have paid in",
                "balance: 20",
            ],
            "{}",
            run.name
        );
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio(), async_std()]);
}
