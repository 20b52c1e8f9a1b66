//! What the book says of `last_seat_reserved`, each sentence held by a run. The claims assume that a thread or a timer
//! is late by less than 100 ms.

observe::runs! {
    threads: "last_seat_reserved-threads",
    tokio: "last_seat_reserved-tokio",
    async_std: "last_seat_reserved-async-std",
}

#[test]
fn a_seat_that_is_looked_at_and_taken_in_one_step_is_sold_once() {
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(
            run.out(),
            [
                "Ann: I pay",
                "Bob: no seat is left",
                "Ann: I have a seat",
                "seats left: 0",
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
