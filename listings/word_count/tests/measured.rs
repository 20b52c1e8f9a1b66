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
fn without_waits_and_on_one_core_all_models_take_about_the_same_time() {
    let case = "no wait, 1 core";
    for model in OTHERS {
        let (sync, other) = (median(ELAPSED, case, "sync"), median(ELAPSED, case, model));
        let ratio = other / sync;
        assert!(
            (0.75..1.25).contains(&ratio),
            "{model}: {other} s, sync {sync} s"
        );
    }
}

#[test]
fn without_waits_a_second_core_makes_the_others_faster_than_sync() {
    let case = "no wait, 2 cores";
    for model in OTHERS {
        let (sync, other) = (median(ELAPSED, case, "sync"), median(ELAPSED, case, model));
        assert!(other < sync, "{model}: {other} s, sync {sync} s");
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
