//! What the page says of the table that was measured.

use listing::measured::{ELAPSED, Measured};
use std::path::Path;

#[test]
fn ten_thousand_tasks_take_hardly_longer_than_one_sleep() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("recorded/measured.json");
    let measured = Measured::read(&file, "recorded/measured.json");
    let measured = measured.unwrap().expect("it was measured");
    for model in ["tokio", "async-std"] {
        let mut rows = measured.rows.iter();
        let row = rows.find(|row| row.case == "10,000 of 1 s" && row.model == model);
        let elapsed = row.expect("a row of the table").values[ELAPSED].median;
        assert!((1.0..1.05).contains(&elapsed), "{model}: {elapsed} s");
    }
}
