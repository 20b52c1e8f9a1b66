//! What the book says of `chores_every_order`, each sentence held by a run.

observe::runs! {
    sync: "chores_every_order-sync",
}

#[test]
fn with_a_jar_each_every_order_has_the_same_outcome() {
    assert!(
        sync()
            .out()
            .contains(&"a jar each: 20 orders, outcomes {[1, 1]: 20}")
    );
}

#[test]
fn with_one_jar_for_both_the_order_decides() {
    assert!(
        sync()
            .out()
            .contains(&"one jar for both: 20 orders, outcomes {[1, 0]: 18, [2, 0]: 2}")
    );
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync()]);
}
