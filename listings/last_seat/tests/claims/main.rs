//! What the book says of `last_seat`, each sentence held by a run. The claims assume that a thread or a timer is late
//! by less than 100 ms.

mod reserved;

observe::runs! {
    sync: "last_seat-sync",
    threads: "last_seat-threads",
    tokio: "last_seat-tokio",
    async_std: "last_seat-async-std",
}

#[test]
fn the_last_seat_is_sold_twice_where_the_customers_overlap() {
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(
            run.out(),
            [
                "Ann: I pay",
                "Bob: I pay",
                "Ann: I have a seat",
                "Bob: I have a seat",
                "seats left: 0",
            ],
            "{}",
            run.name
        );
    }
}

#[test]
fn one_after_the_other_the_second_customer_gets_no_seat() {
    assert_eq!(
        sync().out(),
        [
            "Ann: I pay",
            "Ann: I have a seat",
            "Bob: no seat is left",
            "seats left: 0",
        ]
    );
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio(), async_std()]);
}
