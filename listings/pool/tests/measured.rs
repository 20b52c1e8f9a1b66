//! What the page says of the tables that were measured.

use listing::measured::{ELAPSED, MEMORY, Measured, Row};
use std::path::Path;

const TWELVE: &str = "12, 12 at a time";
const MANY: &str = "10,000, 1,000 at a time";

fn rows(file: &str) -> Vec<Row> {
    let measured = Measured::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(file), file);
    measured.unwrap().expect("it was measured").rows
}

/// A column of each row of this case, with the row's model.
fn column(rows: &[Row], case: &str, name: &str) -> Vec<(String, f64)> {
    let rows = rows.iter().filter(|row| row.case == case);
    let found: Vec<_> = rows
        .map(|row| (row.model.clone(), row.values[name].median))
        .collect();
    assert!(!found.is_empty(), "{case}");
    found
}

fn of(found: &[(String, f64)], model: &str) -> f64 {
    found.iter().find(|row| row.0 == model).expect(model).1
}

#[test]
fn twelve_at_a_time_take_as_long_as_the_slowest() {
    for (model, took) in column(&rows("recorded/measured.json"), TWELVE, ELAPSED) {
        // Picture 0 takes 350 ms. A second turn would take it to 450.
        assert!((0.35..0.4).contains(&took), "{model}: {took} s");
    }
}

#[test]
fn with_ten_thousand_the_three_models_take_about_as_long() {
    let took = column(&rows("recorded/measured.json"), MANY, ELAPSED);
    assert_eq!(took.len(), 3);
    let least = took.iter().map(|row| row.1).fold(f64::INFINITY, f64::min);
    for (model, took) in took {
        assert!(took < 1.1 * least, "{model}: {took} s, not {least}");
    }
}

#[test]
fn a_thousand_threads_and_nine_thousand_waiting_tasks_need_memory() {
    let memory = column(&rows("recorded/measured.json"), MANY, MEMORY);
    let permits = column(&rows("permits/recorded/measured.json"), MANY, MEMORY);
    let set = of(&memory, "tokio");
    assert!(of(&memory, "threads") > 2.0 * set, "{memory:?}");
    assert!(of(&memory, "threads") > 2.0 * of(&memory, "async-std"));
    assert!(of(&permits, "tokio") > 1.5 * set, "{permits:?}, {set}");
}
