//! What the page says of the tables that were measured.

use listing::measured::{Measured, SPEED_UP};
use std::path::Path;

/// The rows of a table: the case, the model, and the speed-up.
fn speed_ups(file: &str) -> Vec<(String, String, f64)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let measured = Measured::read(&path, file).unwrap();
    let rows = measured.expect("it was measured").rows.into_iter();
    rows.map(|row| (row.case, row.model, row.values[SPEED_UP].median))
        .collect()
}

/// The number in `2 cores`.
fn cores(case: &str) -> f64 {
    case.split(' ').next().unwrap().parse().unwrap()
}

#[test]
fn the_speed_up_comes_near_the_number_of_cores_and_not_quite_there() {
    for (case, model, speed_up) in speed_ups("recorded/measured.json") {
        let cores = if model == "sync" { 1.0 } else { cores(&case) };
        assert!(
            (0.75 * cores..=1.02 * cores).contains(&speed_up),
            "{model}, {case}: {speed_up}"
        );
    }
}

#[test]
fn on_one_core_the_others_cost_next_to_nothing_more_than_sync() {
    let rows = speed_ups("recorded/measured.json");
    let mut looked_at = 0;
    for (case, model, speed_up) in rows.iter().filter(|row| row.0 == "1 core") {
        assert!(*speed_up > 0.95, "{model}, {case}: {speed_up}");
        looked_at += 1;
    }
    assert_eq!(looked_at, 5);
}

#[test]
fn joined_rows_are_no_faster_on_more_cores() {
    for (case, model, speed_up) in speed_ups("joined/recorded/measured.json") {
        assert!(
            (0.9..1.1).contains(&speed_up),
            "{model}, {case}: {speed_up}"
        );
    }
}
