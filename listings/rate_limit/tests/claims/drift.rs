//! What the book says of `rate_limit_drift`, each sentence held by a run.

observe::runs! { sync: "rate_limit_drift-sync" }

#[test]
fn what_is_done_between_two_waits_adds_up() {
    let line = sync().out()[0];
    let ms = line.strip_prefix("waited: ").expect(line);
    let ms = ms.strip_suffix(" ms").expect(line).split(", ");
    let seen: Vec<u64> = ms.map(|n| n.parse().expect(line)).collect();
    assert_eq!(seen.len(), 10);
    for (n, at) in (1..).zip(&seen) {
        // `n` waits, and what was done between them: the third time it was more.
        let done = if n <= 3 {
            (n - 1) * 5
        } else {
            250 + (n - 2) * 5
        };
        assert!(*at >= n * 40 + done, "{n}: {line}");
    }
    let mut apart: Vec<u64> = seen.windows(2).map(|two| two[1] - two[0]).collect();
    let third = apart.remove(2);
    apart.sort_unstable();
    assert!(third > apart[4], "{line}");
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync()]);
}
