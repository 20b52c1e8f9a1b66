//! What the book says of `turns_starved`, each sentence held by a run.

observe::runs! {
    tokio: "turns_starved-tokio",
    async_std: "turns_starved-async-std",
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
fn a_task_that_never_yields_starves_its_neighbour() {
    for run in [tokio(), async_std()] {
        assert_eq!(run.out(), ONE_AFTER_THE_OTHER, "{}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio(), async_std()]);
}
