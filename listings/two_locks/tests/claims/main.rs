//! What the book says of `two_locks`, each sentence held by a run.

use listing::schedules::Schedules;
use observe::{Error, Run};
use std::path::Path;

/// A run that ended. There is none if the threads happened to run in an order that never ends.
fn threads() -> Option<Run> {
    match observe::program!("two_locks-threads").try_run() {
        Ok(run) => Some(run),
        Err(Error::Limit { .. }) => None,
        Err(error) => panic!("{error}"),
    }
}

/// How the orders end that were found, and what they print.
fn ends() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let place = listing::Place::new("two_locks", None);
    let schedules = Schedules::read(&root, &place, "threads").unwrap();
    let ends = schedules.unwrap().ends.into_iter();
    ends.map(|end| (end.end, end.output)).collect()
}

#[test]
fn some_orders_end_in_a_deadlock_and_the_others_print_ten() {
    let expected = [("done", "in stock: 10\n"), ("deadlock", "")];
    assert_eq!(
        ends(),
        expected.map(|(end, out)| (end.to_owned(), out.to_owned()))
    );
    assert!(threads().is_none_or(|run| run.out() == ["in stock: 10"]));
}

/// No run is kept, because there may be none that ends. What a run can print is.
#[test]
fn the_output_is_what_was_recorded() {
    let printed = threads().map(|run| ("done".to_owned(), run.stdout().to_owned()));
    assert!(printed.is_none_or(|printed| ends().contains(&printed)));
}
