//! What the page "Which model?" says of measurements, held to the measurements that the book shows.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The medians of a program: of a case, by model.
struct Measured(Value);

impl Measured {
    fn of(program: &str) -> Measured {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let file = root.join(format!("listings/{program}/recorded/measured.json"));
        let text = fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        Measured(serde_json::from_str(&text).expect("`measure` writes JSON"))
    }

    /// The cases, in their order.
    fn cases(&self) -> Vec<&str> {
        let mut cases: Vec<&str> = self.rows().filter_map(|row| row["case"].as_str()).collect();
        cases.dedup();
        cases
    }

    /// The medians of `column` in `case`, by model; models without this column are left out.
    fn medians(&self, case: &str, column: &str) -> BTreeMap<&str, f64> {
        let medians: BTreeMap<&str, f64> = self
            .rows()
            .filter(|row| row["case"] == case)
            .filter_map(|row| {
                let median = row["values"][column]["median"].as_f64()?;
                Some((row["model"].as_str()?, median))
            })
            .collect();
        assert!(
            medians.len() > 1,
            "no {column} of {case:?}: {:?}",
            self.cases()
        );
        medians
    }

    fn rows(&self) -> impl Iterator<Item = &Value> {
        self.0["rows"].as_array().expect("rows").iter()
    }
}

fn without_sync(mut medians: BTreeMap<&str, f64>) -> BTreeMap<&str, f64> {
    medians.remove("sync");
    medians
}

fn least(medians: &BTreeMap<&str, f64>) -> f64 {
    medians.values().copied().fold(f64::INFINITY, f64::min)
}

fn most(medians: &BTreeMap<&str, f64>) -> f64 {
    medians.values().copied().fold(0.0, f64::max)
}

#[test]
fn with_ten_waits_all_models_but_sync_take_the_same_time_and_about_the_same_memory() {
    let sleepers = Measured::of("sleepers");
    let time = without_sync(sleepers.medians("10 of 1 s", "elapsed"));
    assert!(most(&time) < 1.1 * least(&time), "{time:?}");
    let memory = sleepers.medians("10 of 1 s", "memory");
    assert!(most(&memory) < 1.5 * least(&memory), "{memory:?}");
}

#[test]
fn with_a_thousand_waits_threads_need_several_times_the_memory_and_about_the_same_time() {
    let sleepers = Measured::of("sleepers");
    let memory = sleepers.medians("1,000 of 1 s", "memory");
    assert!(memory["threads"] > 3.0 * memory["tokio"], "{memory:?}");
    let time = without_sync(sleepers.medians("1,000 of 1 s", "elapsed"));
    assert!(most(&time) < 1.3 * least(&time), "{time:?}");
}

#[test]
fn with_ten_thousand_waits_threads_need_noticeably_more_time() {
    let time = Measured::of("sleepers");
    let time = time.medians("10,000 of 1 s", "elapsed");
    assert!(time["threads"] > 1.3 * time["tokio"], "{time:?}");
}

#[test]
fn one_more_wait_costs_a_task_a_few_hundred_bytes_and_a_thread_more_than_two_pages() {
    let sleepers = Measured::of("sleepers");
    let (few, many) = (
        sleepers.medians("1,000 of 1 s", "memory"),
        sleepers.medians("10,000 of 1 s", "memory"),
    );
    let bytes = |model: &str| (many[model] - few[model]) * 1024.0 * 1024.0 / 9000.0;
    assert!(bytes("threads") > 8192.0, "{}", bytes("threads"));
    for model in ["tokio", "async-std"] {
        assert!(bytes(model) < 900.0, "{model}: {}", bytes(model));
    }
}

#[test]
fn all_models_that_use_all_cores_gain_about_the_same() {
    let mandelbrot = Measured::of("mandelbrot");
    let all_cores = mandelbrot.cases().pop().expect("a case");
    let gain = without_sync(mandelbrot.medians(all_cores, "speed_up"));
    assert!(least(&gain) > 1.3, "{gain:?}");
    assert!(most(&gain) < 1.3 * least(&gain), "{gain:?}");
}

#[test]
fn sync_is_the_quickest_on_every_row_of_accounts() {
    let accounts = Measured::of("accounts");
    for case in accounts.cases() {
        let time = accounts.medians(case, "elapsed");
        assert!(time["sync"] <= least(&time), "{case}: {time:?}");
    }
}

#[test]
fn waits_overlap_on_one_core_too() {
    let word_count = Measured::of("word_count");
    let time = word_count.medians("100 ms a file, 1 core", "elapsed");
    let others = without_sync(time.clone());
    assert!(time["sync"] > most(&others) + 0.2, "{time:?}");
}

#[test]
fn threads_serve_a_thousand_clients_at_a_rate_near_those_of_the_async_versions() {
    let rate = Measured::of("echo");
    let rate = without_sync(rate.medians("1,000", "rate"));
    assert!(rate["threads"] > 0.7 * most(&rate), "{rate:?}");
}
