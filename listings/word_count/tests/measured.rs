//! What the page says of the table that was measured.

use listing::measured::{ELAPSED, MEMORY, Measured};
use std::path::Path;

/// The median of `column` for `model` in `case`.
fn median(column: &str, case: &str, model: &str) -> f64 {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("recorded/measured.json");
    let measured = Measured::read(&file, "recorded/measured.json");
    let measured = measured.unwrap().expect("it was measured");
    let mut rows = measured.rows.iter();
    let row = rows.find(|row| row.case == case && row.model == model);
    let row = row.unwrap_or_else(|| panic!("no row for {model} on {case}"));
    row.values[column].median
}

const OTHERS: [&str; 3] = ["threads", "tokio", "async-std"];

#[test]
fn on_one_core_the_others_are_faster_by_about_the_three_waits_that_overlap() {
    let case = "100 ms a file, 1 core";
    for model in OTHERS {
        let gain = median(ELAPSED, case, "sync") - median(ELAPSED, case, model);
        assert!((0.2..0.4).contains(&gain), "{model}: {gain} s");
    }
}

#[test]
fn without_waits_and_on_one_core_no_model_is_faster_than_sync() {
    let case = "no wait, 1 core";
    for model in OTHERS {
        let (sync, other) = (median(ELAPSED, case, "sync"), median(ELAPSED, case, model));
        assert!(other > 0.95 * sync, "{model}: {other} s, sync {sync} s");
    }
}

#[test]
fn a_second_core_gains_about_as_much_with_the_waits_as_without() {
    for model in OTHERS {
        let gain = |wait: &str| {
            let on = |cores| median(ELAPSED, &format!("{wait}, {cores}"), model);
            on("1 core") - on("2 cores")
        };
        let (with, without) = (gain("100 ms a file"), gain("no wait"));
        assert!(with > 0.5 * without, "{model}: {with} s, {without} s");
        assert!(with < 2.0 * without, "{model}: {with} s, {without} s");
    }
}

#[test]
fn the_others_need_several_times_the_memory_of_sync() {
    let case = "100 ms a file, 2 cores";
    for model in OTHERS {
        let (sync, other) = (median(MEMORY, case, "sync"), median(MEMORY, case, model));
        assert!(other > 2.0 * sync, "{model}: {other} MiB, sync {sync} MiB");
    }
}
