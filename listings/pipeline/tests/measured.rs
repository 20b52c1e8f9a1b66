//! What the page says of the table that was measured.

use listing::measured::{ELAPSED, Measured};
use std::path::Path;

const PLATES: f64 = 30.0;

/// Rack and model of each row, how long it took in seconds, and how old the last plate was.
fn rows() -> Vec<(String, String, f64, f64)> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("recorded/measured.json");
    let measured = Measured::read(&file, "recorded/measured.json");
    let rows = measured.unwrap().expect("it was measured").rows.into_iter();
    rows.map(|row| {
        let [took, age] = [ELAPSED, "age"].map(|column| row.values[column].median);
        (row.case, row.model, took, age)
    })
    .collect()
}

/// The number of plates that a rack holds: the title of its rows.
fn places(rack: &str) -> u32 {
    rack.parse().expect("a number of plates")
}

#[test]
fn sync_takes_longer_than_any_rack() {
    let rows = rows();
    let sync = rows.iter().find(|row| row.1 == "sync").expect("sync");
    for (rack, model, took, _) in rows.iter().filter(|row| row.1 != "sync") {
        assert!(*took < sync.2, "{model}, {rack}: {took}, sync {}", sync.2);
        assert!(*took >= PLATES * 0.1, "{model}, {rack}: {took}");
    }
}

#[test]
fn tokio_takes_up_to_two_milliseconds_more_for_a_plate() {
    let rows = rows();
    for (rack, _, took, _) in rows.iter().filter(|row| row.1 == "tokio") {
        let threads = rows.iter().find(|row| row.0 == *rack && row.1 == "threads");
        let more = (took - threads.expect("threads").2) / PLATES * 1000.0;
        assert!((0.0..2.5).contains(&more), "{rack}: {more} ms");
    }
}

#[test]
fn the_larger_the_rack_the_older_the_last_plate() {
    let rows = rows();
    for (rack, model, _, age) in rows.iter().filter(|row| row.1 != "sync") {
        for (other, _, _, less) in rows.iter().filter(|row| row.1 == *model) {
            if places(other) < places(rack) {
                assert!(
                    less < age,
                    "{model}: {less} with {other}, {age} with {rack}"
                );
            }
        }
    }
}
