//! What the book says of `std_names`, each sentence held by a run.

mod workers;

observe::runs! {
    threads: "std_names-threads",
    async_std: "std_names-async-std",
}

#[test]
fn both_versions_print_the_same() {
    let orders = ["eggs", "toast", "tea"].map(|dish| format!("the kitchen has an order: {dish}"));
    for run in [threads(), async_std()] {
        assert_eq!(run.out(), orders, "{}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads(), async_std()]);
}
