//! What the page says of the tables that were measured.

use listing::measured::{ELAPSED, Measured};
use std::path::Path;

const STD: &str = "recorded/measured.json";
const AWAITED: &str = "awaited/recorded/measured.json";

/// The rows of the table in this file: the case, the model, and how long it took.
fn rows(file: &str) -> Vec<(String, String, f64)> {
    let measured = Measured::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(file), file);
    let measured = measured.unwrap().expect("it was measured");
    let rows = measured.rows.into_iter();
    rows.map(|row| (row.case, row.model, row.values[ELAPSED].median))
        .collect()
}

/// The number of `model` in `case`.
fn elapsed(rows: &[(String, String, f64)], case: &str, model: &str) -> f64 {
    let mut rows = rows.iter();
    let row = rows.find(|row| row.0 == case && row.1 == model);
    row.unwrap_or_else(|| panic!("no row for {model} on {case}"))
        .2
}

/// How often as long as the lock of std an awaited lock takes, for each row of its table.
fn dearer() -> Vec<(String, String, f64)> {
    let std = rows(STD);
    let rows = rows(AWAITED).into_iter();
    rows.map(|(case, model, took)| {
        let times = took / elapsed(&std, &case, &model);
        (case, model, times)
    })
    .collect()
}

#[test]
fn one_thread_without_locks_is_first_on_every_row() {
    let rows = rows(STD);
    for (case, model, took) in &rows {
        let sync = elapsed(&rows, case, "sync");
        assert!(sync <= *took, "{case}: sync {sync} s, {model} {took} s");
    }
}

#[test]
fn awaited_locks_take_longer_than_those_of_std() {
    for (case, model, times) in dearer() {
        assert!(times > 1.0, "{case}: {model} {times}");
    }
}

#[test]
fn the_awaited_lock_of_tokio_costs_more_than_that_of_async_std() {
    let rows = dearer();
    for (case, ..) in &rows {
        let [tokio, async_std] = ["tokio", "async-std"].map(|model| elapsed(&rows, case, model));
        assert!(tokio > async_std, "{case}: {tokio} and {async_std} times");
    }
}
