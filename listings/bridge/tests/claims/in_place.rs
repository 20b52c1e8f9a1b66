//! What the book says of `bridge_in_place`, each sentence held by a run.

observe::runs! {
    tokio: "bridge_in_place-tokio",
}

#[test]
fn a_bridge_that_gives_its_worker_back_works_on_one_worker_too() {
    assert_eq!(
        tokio().out(),
        [
            "tasks: 1, workers: 2: [5]",
            "tasks: 1, workers: 1: [5]",
            "tasks: 2, workers: 2: [5, 5]"
        ]
    );
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio()]);
}
