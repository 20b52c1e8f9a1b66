//! What the book says of `retry`, each sentence held by a run.

mod servers;

use observe::{Program, Run};
use servers::{BAD, nobody, server};
use std::io::{self, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

observe::runs! {
    sync: "retry-sync",
    threads: "retry-threads",
    tokio: "retry-tokio",
    async_std: "retry-async-std",
}

const LIMIT: Duration = Duration::from_millis(200);
/// Of the first two calls, and of the third.
const DEADLINE: Duration = Duration::from_secs(1);
const SOONER: Duration = Duration::from_millis(600);

fn all() -> [&'static Run; 4] {
    [sync(), threads(), tokio(), async_std()]
}

/// One of the three calls: what was said of its tries, how it ended, and after which time.
struct Call {
    tries: Vec<String>,
    end: String,
    took: Duration,
}

impl Call {
    /// The wait that was drawn after each try.
    fn waits(&self) -> Vec<Duration> {
        let wait = |line: &String| {
            let ms = line.rsplit(' ').next().and_then(|w| w.strip_suffix("ms"));
            Duration::from_millis(ms.expect(line).parse().expect(line))
        };
        self.tries.iter().map(wait).collect()
    }

    /// All waits that were not too long, together.
    fn waited(&self) -> Duration {
        let waits = self.tries.iter().zip(self.waits());
        let waited = waits.filter(|(line, _)| line.contains("again in"));
        waited.map(|(_, wait)| wait).sum()
    }
}

#[track_caller]
fn calls(run: &Run) -> [Call; 3] {
    let mut calls = Vec::new();
    let mut tries = Vec::new();
    for line in run.out() {
        if line.starts_with("try ") {
            tries.push(line.to_owned());
        } else if let Some((end, ms)) = line.rsplit_once(" (") {
            let ms = ms.strip_suffix(" ms)").expect(line);
            calls.push(Call {
                tries: std::mem::take(&mut tries),
                end: end.to_owned(),
                took: Duration::from_millis(ms.parse().expect(line)),
            });
        }
    }
    let calls: Result<[Call; 3], _> = calls.try_into();
    calls.unwrap_or_else(|_| panic!("{}: not three calls in\n{}", run.name, run.stdout()))
}

#[track_caller]
fn assert_tries(run: &Run, tries: usize) {
    let wanted = format!("tries that reached the server: {tries}");
    let last = run.out().pop().unwrap_or_default();
    assert_eq!(last, wanted, "{}", run.name);
}

#[test]
fn the_third_try_is_answered_in_every_model() {
    for run in all() {
        let [answered, ..] = calls(run);
        assert_eq!(answered.tries.len(), 2, "{}", run.name);
        assert_eq!(answered.end, "good morning", "{}", run.name);
    }
}

#[test]
fn every_model_draws_the_same_waits() {
    for run in all() {
        for (call, as_in_sync) in calls(run).iter().zip(calls(sync())) {
            let waits = call.waits();
            assert_eq!(waits, as_in_sync.waits()[..waits.len()], "{}", run.name);
        }
    }
}

#[test]
fn a_wait_is_between_a_half_and_the_whole_of_a_time_that_doubles() {
    for run in all() {
        for (call, first) in calls(run).iter().zip([50, 600, 50]) {
            let mut whole = Duration::from_millis(first);
            assert!(!call.tries.is_empty(), "{}", run.name);
            for wait in call.waits() {
                assert!(whole / 2 <= wait && wait <= whole, "{}", run.name);
                whole *= 2;
            }
        }
    }
}

#[test]
fn no_call_is_over_before_its_waits() {
    for run in all() {
        let [answered, _, gave_up] = calls(run);
        assert!(answered.took >= answered.waited() + LIMIT, "{}", run.name);
        assert!(gave_up.took >= gave_up.waited(), "{}", run.name);
    }
}

#[test]
fn a_silent_server_costs_no_more_than_the_limit() {
    for run in all() {
        let [answered, ..] = calls(run);
        let silent = &answered.tries[1];
        assert!(silent.starts_with("try 2: timed out"), "{silent}");
        // What is left of the time is for another wait and another try.
        assert!(answered.took < DEADLINE, "{}", run.name);
    }
}

#[test]
fn it_gives_up_immediately_when_the_next_wait_is_too_long() {
    for run in all() {
        let [.., gave_up] = calls(run);
        assert_eq!(gave_up.tries.len(), 4, "{}", run.name);
        let too_long = gave_up.waits()[3];
        assert!(gave_up.tries[3].contains("no time to wait"), "{}", run.name);
        assert_eq!(gave_up.end, "gave up: no whole answer", "{}", run.name);
        assert!(gave_up.waited() + too_long > SOONER, "{}", run.name);
        assert!(gave_up.took < gave_up.waited() + too_long, "{}", run.name);
    }
}

#[test]
fn in_sync_nothing_cancels_a_call() {
    let [_, uncancelled, _] = calls(sync());
    assert_eq!(uncancelled.end, "gave up: no whole answer");
    assert!(uncancelled.took >= uncancelled.waits()[0]);
    assert_tries(sync(), 9);
}

#[test]
fn a_cancel_ends_a_wait_in_the_middle() {
    for run in [threads(), tokio(), async_std()] {
        let [_, cancelled, _] = calls(run);
        assert_eq!(cancelled.end, "gave up: cancelled", "{}", run.name);
        assert!(cancelled.took >= Duration::from_millis(180), "{}", run.name);
        assert!(cancelled.took < cancelled.waits()[0], "{}", run.name);
    }
}

#[test]
fn no_try_reaches_the_server_after_a_cancel() {
    for run in [threads(), tokio(), async_std()] {
        let [_, cancelled, next] = calls(run);
        // The program runs for longer than the wait would have lasted.
        let went_on = cancelled.took + next.took;
        assert!(went_on > cancelled.waits()[0], "{}", run.name);
        // Three tries before it, four after it.
        assert_tries(run, 3 + 1 + 4);
    }
}

/// For each bad server, what the four models make of it.
fn bad() -> &'static [(&'static str, [Run; 4])] {
    static RUNS: OnceLock<Vec<(&str, [Run; 4])>> = OnceLock::new();
    let ask = |server: SocketAddr| {
        let programs = [
            observe::program!("retry-sync"),
            observe::program!("retry-threads"),
            observe::program!("retry-tokio"),
            observe::program!("retry-async-std"),
        ];
        thread::scope(|s| {
            let run = |program: Program| s.spawn(move || program.arg(server.to_string()).run());
            programs.map(run).map(|run| run.join().unwrap())
        })
    };
    RUNS.get_or_init(|| {
        // The listings themselves first, so that no crowd disturbs them.
        for run in all() {
            assert!(run.success(), "{}", run.name);
        }
        thread::scope(|s| {
            let bad = BAD.map(|(name, to)| (name, server(to)));
            let bad = bad.into_iter().chain([("is not there", nobody())]);
            let runs: Vec<_> = bad
                .map(|(name, server)| s.spawn(move || (name, ask(server))))
                .collect();
            runs.into_iter().map(|run| run.join().unwrap()).collect()
        })
    })
}

#[test]
fn a_part_of_an_answer_is_no_answer() {
    for (name, runs) in bad() {
        for run in runs {
            for call in calls(run) {
                assert!(call.end.starts_with("gave up: "), "{} {name}", run.name);
            }
            assert!(run.success(), "{} {name}", run.name);
        }
    }
}

#[test]
fn a_byte_now_and_then_costs_no_more_than_the_limit() {
    let slow = |(name, _): &&(&str, _)| *name == "says a byte now and then";
    let (_, runs) = bad().iter().find(slow).unwrap();
    for run in runs {
        let [call, ..] = calls(run);
        for line in &call.tries {
            assert!(line.contains(": timed out, "), "{}: {line}", run.name);
        }
        // In that time, the server would not have finished one answer.
        assert!(call.tries.len() >= 2, "{}: {:?}", run.name, call.tries);
        assert!(call.took < 2 * DEADLINE, "{}: {:?}", run.name, call.took);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn an_answer_without_end_costs_no_more_memory_than_the_limit() {
    let endless = |(name, _): &&(&str, _)| *name == "has no end";
    let (_, runs) = bad().iter().find(endless).unwrap();
    for run in runs {
        assert!(calls(run).iter().all(|call| !call.tries.is_empty()));
        assert!(run.peak_memory < Some(16 << 20), "{}", run.name);
    }
}

#[test]
#[cfg(unix)]
fn the_server_survives_its_clients() {
    let said = servers::stage("retry-sync", env!("CARGO_BIN_EXE_retry-sync"), |address| {
        let reset = |stream: TcpStream| {
            let linger = socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO));
            linger.unwrap();
        };
        let connect = || TcpStream::connect(address).unwrap();
        reset(connect());
        let silent = connect();
        assert_eq!(io::read_to_string(connect()).unwrap(), "good morning\n");
        drop(silent);
        for _ in 0..10 {
            reset(connect());
            drop(connect());
            let _ = connect().write_all(&[0; 64]);
        }
        assert_eq!(io::read_to_string(connect()).unwrap(), "");
    });
    assert_eq!(
        said.lines().last(),
        Some("tries that reached the server: 34")
    );
}

#[test]
#[cfg(target_os = "linux")]
fn tokio_cancels_on_its_only_thread() {
    assert_eq!(tokio().threads, Some(1));
    let [_, cancelled, _] = calls(tokio());
    assert_eq!(cancelled.end, "gave up: cancelled");
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&all());
}
