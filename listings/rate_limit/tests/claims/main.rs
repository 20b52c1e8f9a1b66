//! What the book says of `rate_limit`, each sentence held by a run.

mod drift;
mod ticker;

use observe::{Program, Run, program};
use std::collections::BTreeMap;
use std::sync::OnceLock;

const BURST: usize = 3;
const ANSWER: f64 = 10.0;

observe::runs! {
    sync: "rate_limit-sync",
    threads: "rate_limit-threads",
    tokio: "rate_limit-tokio",
    async_std: "rate_limit-async-std",
}

fn all() -> [&'static Run; 4] {
    [sync(), threads(), tokio(), async_std()]
}

/// A run in turn, of 6 requests for each caller, 10 a second.
fn longer_in_turn() -> &'static Run {
    static RUN: OnceLock<Run> = OnceLock::new();
    RUN.get_or_init(|| program!("rate_limit-sync").arg("6").arg("10").run())
}

/// The same with callers at the same time.
fn longer_at_once() -> &'static [Run; 3] {
    static RUNS: OnceLock<[Run; 3]> = OnceLock::new();
    RUNS.get_or_init(|| at_once(&["6", "10"]))
}

fn longer() -> impl Iterator<Item = &'static Run> {
    longer_at_once().iter().chain([longer_in_turn()])
}

/// A run in turn, of 20 requests for each caller, 200 a second.
fn faster_in_turn() -> &'static Run {
    static RUN: OnceLock<Run> = OnceLock::new();
    RUN.get_or_init(|| program!("rate_limit-sync").arg("20").arg("200").run())
}

/// Runs the models in which callers wait at the same time, all together, with these arguments.
fn at_once(args: &[&str]) -> [Run; 3] {
    let programs = [
        program!("rate_limit-threads"),
        program!("rate_limit-tokio"),
        program!("rate_limit-async-std"),
    ];
    std::thread::scope(|s| {
        programs
            .map(|program| {
                let program = args.iter().fold(program, |p: Program, arg| p.arg(*arg));
                s.spawn(move || program.run())
            })
            .map(|run| run.join().expect("a program that can be run"))
    })
}

/// The two rounds: who sent when, in ms.
fn rounds(run: &Run) -> [Vec<(&str, f64)>; 2] {
    let mut rounds = Vec::new();
    let mut round = Vec::new();
    for line in run.out() {
        if let Some((name, at)) = line.split_once(" asks after ") {
            let at = at.strip_suffix(" ms").expect(line);
            round.push((name, at.parse().expect(line)));
        } else {
            rounds.push(std::mem::take(&mut round));
        }
    }
    let rounds = rounds.try_into();
    rounds.unwrap_or_else(|_| panic!("{}: not two rounds:\n{}", run.name, run.stdout()))
}

/// When the requests of a round were sent, in ms, in this order.
fn times(round: &[(&str, f64)]) -> Vec<f64> {
    let mut times: Vec<f64> = round.iter().map(|(_, at)| *at).collect();
    times.sort_by(f64::total_cmp);
    times
}

/// When the bucket has a token for the `n`th request of a round (from 0), in whole ms.
fn due(n: usize, rate: f64) -> f64 {
    (n.saturating_sub(BURST - 1) as f64 * 1000.0 / rate).floor()
}

#[track_caller]
fn assert_limited(run: &Run, requests: usize, rate: f64) {
    for round in rounds(run) {
        let times = times(&round);
        assert_eq!(times.len(), requests, "{}", run.name);
        for (n, at) in times.into_iter().enumerate() {
            assert!(at >= due(n, rate), "{}: request {n} at {at} ms", run.name);
        }
    }
}

#[test]
fn there_are_never_more_than_the_burst_and_the_tokens_since() {
    for run in all() {
        assert_limited(run, 9, 25.0);
    }
    for run in longer() {
        assert_limited(run, 18, 10.0);
    }
}

#[test]
fn lateness_is_not_carried_over() {
    for run in longer() {
        // Some request in a second half is within 5 % of the asked rate, counted from the start of the round.
        // Lateness that adds up would be in all of them.
        let rounds = rounds(run);
        let second_halves = rounds.iter().flat_map(|round| {
            let times = times(round).into_iter().enumerate();
            times.skip(9).map(|(n, at)| at / due(n, 10.0))
        });
        let least = second_halves.fold(f64::INFINITY, f64::min);
        assert!(least < 1.05, "{}: {least}: {rounds:?}", run.name);
    }
}

#[test]
fn a_full_bucket_lets_the_burst_go_at_once() {
    // A token in 200 ms, so that "immediately" is told from "after a period" on a busy machine too.
    for run in at_once(&["2", "5"]) {
        for round in rounds(&run) {
            let times = times(&round);
            let (third, fourth) = (times[BURST - 1], times[BURST]);
            assert!(third - times[0] < fourth - third, "{}: {times:?}", run.name);
            assert!(fourth >= 200.0, "{}: {times:?}", run.name);
        }
    }
}

#[test]
fn in_turn_a_caller_sends_all_its_requests_before_the_next_sends_one() {
    for round in rounds(sync()) {
        let names: Vec<&str> = round.iter().map(|(name, _)| *name).collect();
        let all = ["search", "prices", "mail"].map(|name| [name; 3]);
        assert_eq!(names, all.concat());
    }
}

#[test]
fn in_turn_each_request_waits_for_the_answer_to_the_one_before() {
    for round in rounds(sync()) {
        let times = times(&round);
        assert_eq!(times.len(), 9);
        for (n, at) in times.into_iter().enumerate() {
            assert!(at >= n as f64 * ANSWER, "request {n} at {at} ms");
        }
    }
}

#[test]
fn in_turn_the_answers_hold_the_rate_below_the_limit() {
    for round in rounds(faster_in_turn()) {
        // The limit would have let the last request go after 285 ms.
        assert!(times(&round)[59] >= 59.0 * ANSWER, "{round:?}");
    }
}

#[test]
fn callers_at_once_come_nearer_to_a_high_limit() {
    let last = |run: &Run| times(&rounds(run)[0])[59];
    for run in at_once(&["20", "200"]) {
        assert!(last(&run) < last(faster_in_turn()), "{}", run.name);
        assert_limited(&run, 60, 200.0);
    }
}

#[test]
fn whoever_waits_has_its_turn() {
    for run in longer_at_once() {
        let rounds = rounds(run);
        // In the first half of one round, three for each are a fair share. Of one: who is started late by
        // a busy machine was not waiting yet.
        let fair = rounds.iter().any(|round| {
            let mut sent = BTreeMap::new();
            for (name, _) in &round[..9] {
                *sent.entry(*name).or_insert(0) += 1;
            }
            sent.len() == 3 && sent.values().all(|n| *n >= 2)
        });
        assert!(fair, "{}: {rounds:?}", run.name);
    }
}

/// The rate that each round says at its end.
fn printed_rates(run: &Run) -> Vec<f64> {
    let rates = run.out().into_iter().filter_map(|line| {
        let rest = line.strip_prefix("3 requests, and then ")?;
        Some(rest.strip_suffix(" a second").expect(line))
    });
    rates.map(|rate| rate.parse().expect(rate)).collect()
}

#[test]
fn the_rate_that_is_printed_is_that_of_the_requests_after_the_burst() {
    for run in all() {
        let rates = printed_rates(run);
        assert_eq!(rates.len(), 2, "{}", run.name);
        assert!(rates.iter().all(|r| *r <= 25.0), "{}: {rates:?}", run.name);
    }
    for run in longer() {
        for (rate, round) in printed_rates(run).into_iter().zip(rounds(run)) {
            let last = *times(&round).last().expect("requests were sent");
            let sent = 15.0 / last * 1000.0;
            // Rounded up at most; and the answer to the last request may have come late.
            assert!(rate <= sent + 0.06, "{}: {rate}, not {sent}", run.name);
            assert!(rate > sent / 2.0, "{}: {rate}, not {sent}", run.name);
        }
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_thread_for_each_caller_or_one_for_all() {
    assert_eq!(threads().threads, Some(4));
    assert_eq!(tokio().threads, Some(1));
    assert_eq!(rounds(tokio())[0].len(), 9);
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&all());
}
