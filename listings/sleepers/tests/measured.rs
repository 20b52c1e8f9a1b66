//! What the page says of the table that was measured.

use listing::measured::{ELAPSED, MEMORY, Measured};
use std::path::Path;

/// The median of `column` for `model` with so many sleepers of a second each.
fn median(column: &str, sleepers: &str, model: &str) -> f64 {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("recorded/measured.json");
    let measured = Measured::read(&file, "recorded/measured.json");
    let measured = measured.unwrap().expect("it was measured");
    let case = format!("{sleepers} of 1 s");
    let mut rows = measured.rows.iter();
    let row = rows.find(|row| row.case == case && row.model == model);
    let row = row.unwrap_or_else(|| panic!("no row for {model} on {case}"));
    row.values[column].median
}

#[test]
fn ten_thousand_tasks_take_hardly_longer_than_one_sleep() {
    for model in ["tokio", "async-std"] {
        let elapsed = median(ELAPSED, "10,000", model);
        assert!((1.0..1.05).contains(&elapsed), "{model}: {elapsed} s");
    }
}

#[test]
fn ten_thousand_threads_take_between_half_as_long_again_and_twice_as_long() {
    let threads = median(ELAPSED, "10,000", "threads");
    for model in ["tokio", "async-std"] {
        let times = threads / median(ELAPSED, "10,000", model);
        assert!((1.5..2.0).contains(&times), "{model}: {times} times");
    }
}

/// What one more sleeper costs, in KiB.
fn one_more(model: &str) -> f64 {
    let memory = |sleepers| median(MEMORY, sleepers, model);
    (memory("10,000") - memory("1,000")) * 1024.0 / 9_000.0
}

#[test]
fn one_more_thread_costs_more_than_two_pages_and_one_more_task_a_few_hundred_bytes() {
    let thread = one_more("threads");
    assert!((8.0..12.0).contains(&thread), "{thread} KiB");
    for model in ["tokio", "async-std"] {
        let task = one_more(model);
        assert!((0.2..0.9).contains(&task), "{model}: {task} KiB");
    }
}

#[test]
fn ten_thousand_tasks_need_less_memory_than_a_thousand_threads() {
    let threads = median(MEMORY, "1,000", "threads");
    for model in ["tokio", "async-std"] {
        let tasks = median(MEMORY, "10,000", model);
        assert!(tasks < threads, "{model}: {tasks} MiB, {threads} MiB");
    }
}
