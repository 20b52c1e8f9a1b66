//! What the page says of the table that was measured.

use listing::measured::Measured;
use std::path::Path;

#[test]
fn the_rate_is_within_five_percent_of_the_limit() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("recorded/measured.json");
    let measured = Measured::read(&file, "recorded/measured.json");
    let measured = measured.unwrap().expect("it was measured");
    let mut looked_at = 0;
    for row in &measured.rows {
        // In turn, the answers alone allow no more than 100 a second.
        if row.case == "200 a second" && row.model == "sync" {
            continue;
        }
        let (limit, _) = row.case.split_once(' ').expect("a number of requests");
        let limit: f64 = limit.parse().unwrap();
        let rate = row.values["rate"].median;
        let (case, model) = (&row.case, &row.model);
        assert!(
            (0.95 * limit..=limit).contains(&rate),
            "{case}, {model}: {rate}"
        );
        looked_at += 1;
    }
    assert_eq!(looked_at, 7);
}
