//! What the book says of `await_value_yields`, each sentence held by a run.

observe::runs! {
    tokio: "await_value_yields-tokio",
    async_std: "await_value_yields-async-std",
}

#[test]
fn a_yield_lets_the_other_one_have_its_turn() {
    for run in [tokio(), async_std()] {
        let lines = run.out();
        assert_eq!(lines.len(), 6, "{}", run.name);
        for (round, value) in lines.chunks(2).zip([2, 4, 6]) {
            let mut round = round.to_vec();
            round.sort();
            assert_eq!(
                round,
                [format!("a: {value}"), format!("b: {value}")],
                "{}",
                run.name
            );
        }
    }
}

#[test]
fn the_join_of_futures_asks_its_members_in_the_same_order_each_time() {
    assert_eq!(
        async_std().out(),
        ["a: 2", "b: 2", "a: 4", "b: 4", "a: 6", "b: 6"]
    );
}

#[test]
fn the_join_of_tokio_begins_each_round_with_another_member() {
    assert_eq!(
        tokio().out(),
        ["a: 2", "b: 2", "b: 4", "a: 4", "a: 6", "b: 6"]
    );
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio(), async_std()]);
}
