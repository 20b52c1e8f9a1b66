//! What the page says of the tables that were measured.

use listing::measured::{ELAPSED, Measured};
use std::path::Path;

/// The rows of a program's table: the case, the model, and how long it took.
fn rows(program: &str) -> Vec<(String, String, f64)> {
    let listings = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let file = listings.join(program).join("recorded/measured.json");
    let measured = Measured::read(&file, &format!("{program}/recorded/measured.json"));
    let measured = measured.unwrap().expect("it was measured");
    let rows = measured.rows.into_iter();
    rows.map(|row| (row.case, row.model, row.values[ELAPSED].median))
        .collect()
}

/// How long `model` took in `case`.
fn elapsed(rows: &[(String, String, f64)], case: &str, model: &str) -> f64 {
    let mut rows = rows.iter();
    let row = rows.find(|row| row.0 == case && row.1 == model);
    row.unwrap_or_else(|| panic!("no row for {model} on {case}"))
        .2
}

#[test]
fn one_thread_without_locks_is_first_on_every_row() {
    let rows = rows("accounts");
    for (case, model, took) in &rows {
        let sync = elapsed(&rows, case, "sync");
        assert!(sync <= *took, "{case}: sync {sync} s, {model} {took} s");
    }
}

#[test]
fn awaited_locks_take_longer_than_those_of_std() {
    let std = rows("accounts");
    for (case, model, took) in rows("accounts_awaited") {
        let std = elapsed(&std, &case, &model);
        assert!(std < took, "{case}: {model} {std} s, awaited {took} s");
    }
}
