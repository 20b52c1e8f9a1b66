//! What the book says of `lost_update`, each sentence held by a run.

mod fixed;

use listing::schedules::Schedules;
use std::path::Path;

observe::runs! {
    threads: "lost_update-threads",
    tokio: "lost_update-tokio",
    async_std: "lost_update-async-std",
}

/// What the orders print that were found.
pub fn printed_in_some_order(variant: Option<&str>, model: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let place = listing::Place::new("lost_update", variant);
    let schedules = Schedules::read(&root, &place, model).unwrap();
    let ends = schedules.unwrap().ends.into_iter();
    ends.map(|end| end.output).collect()
}

#[test]
fn what_a_run_prints_is_what_one_of_the_orders_prints() {
    for (model, run) in [("threads", threads()), ("async-std", async_std())] {
        let expected = printed_in_some_order(None, model);
        assert_eq!(expected, ["visitors: 1\n", "visitors: 2\n"]);
        assert!(expected.contains(&run.stdout().to_owned()), "{model}");
    }
}

#[test]
fn tokio_always_lets_both_tasks_load_before_one_stores() {
    let expected = printed_in_some_order(None, "tokio");
    assert_eq!(expected, ["visitors: 1\n", "visitors: 2\n"]);
    assert_eq!(tokio().out(), ["visitors: 1"]);
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads(), tokio(), async_std()]);
}
