//! What the book says of `rate_limit_ticker`, each sentence held by a run.

use observe::Run;

const PERIOD: u64 = 40;
/// What is done the third time, and when that is over at the earliest.
const LONG: u64 = 250;
const OVER: u64 = 2 * PERIOD + LONG;

observe::runs! {
    sync: "rate_limit_ticker-sync",
    threads: "rate_limit_ticker-threads",
    tokio: "rate_limit_ticker-tokio",
}

/// When the ten ticks of the line that begins with `what` were seen, in ms.
#[track_caller]
fn seen(run: &Run, what: &str) -> Vec<u64> {
    let out = run.out();
    let mut lines = out.iter().filter_map(|line| line.strip_prefix(what));
    let line = lines.next().expect(what);
    let ms = line.strip_prefix(": ").and_then(|l| l.strip_suffix(" ms"));
    let ms = ms.expect(line).split(", ");
    let seen: Vec<u64> = ms.map(|n| n.parse().expect(line)).collect();
    assert_eq!(seen.len(), 10, "{what}");
    seen
}

fn every() -> [(&'static str, Vec<u64>); 5] {
    [
        ("due", seen(sync(), "due")),
        ("channel", seen(threads(), "channel")),
        ("Burst", seen(tokio(), "Burst")),
        ("Skip", seen(tokio(), "Skip")),
        ("Delay", seen(tokio(), "Delay")),
    ]
}

#[test]
fn no_tick_is_before_its_time() {
    for (what, seen) in every() {
        for (n, at) in (0..).zip(&seen) {
            assert!(*at >= n * PERIOD, "{what}: {seen:?}");
        }
        assert!(seen[3] >= OVER, "{what}: {seen:?}");
    }
}

/// How long it is from one tick to the next after the long work, as a rule: the third shortest of six times.
fn apart(seen: &[u64]) -> u64 {
    let mut apart: Vec<u64> = seen[3..].windows(2).map(|two| two[1] - two[0]).collect();
    apart.sort_unstable();
    apart[2]
}

#[test]
fn once_there_is_more_to_do_than_there_is_time() {
    for (what, seen) in every() {
        let mut apart: Vec<u64> = seen.windows(2).map(|two| two[1] - two[0]).collect();
        let third = apart.remove(2);
        apart.sort_unstable();
        // As a rule, the others are nearer to each other.
        assert!(third > apart[4], "{what}: {seen:?}");
    }
}

#[test]
fn a_computed_time_and_burst_catch_up() {
    // They run without waiting, while Delay waits for a period each time.
    let delay = seen(tokio(), "Delay");
    for caught_up in [seen(sync(), "due"), seen(tokio(), "Burst")] {
        assert!(
            apart(&caught_up) < apart(&delay),
            "{caught_up:?}, {delay:?}"
        );
    }
}

#[test]
fn skip_goes_on_with_the_next_tick_of_the_old_row() {
    // The tick at 360 ms is the next one after the work is over; there are five more.
    let seen = seen(tokio(), "Skip");
    for (n, at) in (0..).zip(&seen[4..]) {
        assert!(*at >= 360 + n * PERIOD, "{seen:?}");
    }
}

#[test]
fn delay_begins_a_new_row() {
    let seen = seen(tokio(), "Delay");
    for (n, at) in (0..).zip(&seen[3..]) {
        assert!(*at >= seen[2] + LONG + n * PERIOD, "{seen:?}");
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio()]);
}
