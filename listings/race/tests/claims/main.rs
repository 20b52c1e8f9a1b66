//! What the book says of `race`, each sentence held by a run.

mod mirrors;

use mirrors::{BAD, FILE, mirror, nobody};
use observe::{Program, Run};
use std::io::{self, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{OnceLock, mpsc};
use std::thread;
use std::time::Duration;
use tokio::runtime::Builder;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

observe::runs! {
    sync: "race-sync",
    threads: "race-threads",
    tokio: "race-tokio",
    async_std: "race-async-std",
}

fn all() -> [&'static Run; 4] {
    [sync(), threads(), tokio(), async_std()]
}

/// How long a race took: line 0 is that of all mirrors, line 1 that of the silent one alone.
fn took(run: &Run, line: usize) -> Duration {
    let text = run.out()[line];
    let (_, ms) = text.rsplit_once(" (").expect(text);
    let ms = ms.strip_suffix(" ms)").expect(text);
    Duration::from_millis(ms.parse().expect(text))
}

#[track_caller]
fn assert_sent(run: &Run, mirror: &str, lines: usize) {
    let wanted = format!("the {mirror} mirror has sent {lines} of 3 lines");
    assert!(
        run.out().contains(&wanted.as_str()),
        "{}: {}",
        run.name,
        run.stdout()
    );
}

#[test]
fn every_model_gets_the_same_file() {
    for run in all() {
        let line = run.out()[0];
        let (_mirror, file) = line.split_once(": ").expect(line);
        assert!(
            file.starts_with("Slow and steady wins the race. ("),
            "{}",
            run.name
        );
    }
}

#[test]
fn in_turn_the_first_in_the_list_that_answers_wins() {
    assert!(sync().out()[0].starts_with("steady: "));
    assert_sent(sync(), "quick", 0);
}

#[test]
fn in_turn_the_time_out_is_paid_before_the_next_is_asked() {
    // 560 ms for the silent mirror, and three pauses of 140 ms.
    assert!(took(sync(), 0) >= Duration::from_millis(980));
}

#[test]
fn asked_together_the_quick_mirror_wins() {
    for run in [threads(), tokio(), async_std()] {
        assert!(run.out()[0].starts_with("quick: "), "{}", run.name);
        assert!(took(run, 0) < took(sync(), 0), "{}", run.name);
    }
}

#[test]
fn a_thread_that_lost_goes_on_to_its_next_line() {
    assert_sent(threads(), "steady", 1);
}

#[test]
fn a_future_that_lost_does_not_go_on() {
    for run in [tokio(), async_std()] {
        // The program stays for another race, which takes longer than the pause before the next line.
        assert!(took(run, 1) >= Duration::from_millis(560), "{}", run.name);
        assert_sent(run, "steady", 0);
    }
}

#[test]
fn without_an_answer_the_time_out_ends_the_race() {
    for run in all() {
        assert!(run.out()[1].starts_with("no answer: "), "{}", run.name);
        assert!(took(run, 1) >= Duration::from_millis(560), "{}", run.name);
        assert_sent(run, "silent", 0);
    }
}

/// What each model makes of the mirrors at these addresses: the race of all, and that of the first alone.
fn race_of(mirrors: &[SocketAddr]) -> [Run; 4] {
    let programs = [
        observe::program!("race-sync"),
        observe::program!("race-threads"),
        observe::program!("race-tokio"),
        observe::program!("race-async-std"),
    ];
    thread::scope(|s| {
        let run = |program: Program| {
            let with = |program: Program, mirror: &SocketAddr| program.arg(mirror.to_string());
            let program = mirrors.iter().fold(program, with);
            s.spawn(move || program.run())
        };
        programs.map(run).map(|run| run.join().unwrap())
    })
}

/// For each bad mirror, what the four models make of it with a good one behind it, and alone.
fn bad() -> &'static [(&'static str, [Run; 4])] {
    static RUNS: OnceLock<Vec<(&str, [Run; 4])>> = OnceLock::new();
    RUNS.get_or_init(|| {
        quiet();
        let good = mirror(|client| {
            // Every bad one has said all by now that it says.
            thread::sleep(Duration::from_millis(40));
            client.write_all(FILE)
        });
        let bad = BAD.map(|(name, to)| (name, mirror(to)));
        let pairs: Vec<_> = bad
            .into_iter()
            .chain([("is not there", nobody())])
            .collect();
        let too_busy = |run: &Run| run.out().first().is_some_and(|l| l.contains("timed out"));
        let race = |&(name, bad): &(_, SocketAddr)| {
            let mut runs = race_of(&[bad, good]);
            // A machine that is too busy for the time-out has some more tries.
            for _ in 0..3 {
                if runs.iter().any(too_busy) {
                    runs = race_of(&[bad, good]);
                }
            }
            (name, runs)
        };
        // Some at a time: a race is a matter of time.
        let some = |bad: &[_]| {
            thread::scope(|s| {
                let races: Vec<_> = bad.iter().map(|bad| s.spawn(|| race(bad))).collect();
                let races = races.into_iter().map(|run| run.join().unwrap());
                races.collect::<Vec<_>>()
            })
        };
        pairs.chunks(2).flat_map(some).collect()
    })
}

/// Waits for the runs of the listings themselves, so that no crowd disturbs them.
fn quiet() {
    for run in all() {
        assert!(run.stdout().contains("wins the race."), "{}", run.name);
    }
}

#[test]
fn a_mirror_that_fails_or_sends_a_part_does_not_win() {
    for (name, runs) in bad() {
        for run in runs {
            let line = run.out()[0];
            let answer = "mirror: Slow and steady wins the race. (";
            assert!(line.starts_with(answer), "{} {name}: {line}", run.name);
        }
    }
}

#[test]
fn a_race_without_an_answer_says_why() {
    for (name, runs) in bad() {
        for run in runs {
            let line = run.out()[1];
            assert!(
                line.starts_with("no answer: "),
                "{} {name}: {line}",
                run.name
            );
            // A time-out is one thing, and mirrors that all failed are another.
            let slow = name.starts_with("says ");
            let timed_out = line.contains("timed out");
            assert_eq!(timed_out, slow, "{} {name}: {line}", run.name);
            assert!(run.success(), "{} {name}", run.name);
        }
    }
}

#[test]
fn a_byte_now_and_then_does_not_keep_the_race() {
    let slow = |(name, _): &&(&str, _)| *name == "says a byte now and then";
    let (_, runs) = bad().iter().find(slow).unwrap();
    // The mirror takes longer than 2 s.
    for run in runs {
        assert!(took(run, 1) >= Duration::from_millis(560), "{}", run.name);
        assert!(took(run, 1) < Duration::from_millis(2000), "{}", run.name);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn an_answer_without_end_costs_no_more_memory_than_the_limit() {
    let endless = |(name, _): &&(&str, _)| *name == "has no end";
    let (_, runs) = bad().iter().find(endless).unwrap();
    for run in runs {
        assert!(run.out()[1].starts_with("no answer: "), "{}", run.name);
        assert!(run.peak_memory < Some(16 << 20), "{}", run.name);
    }
}

#[test]
#[cfg(unix)]
fn the_mirrors_survive_their_clients() {
    quiet();
    let said = mirrors::stage("race-sync", env!("CARGO_BIN_EXE_race-sync"), |line| {
        let mirrors: Vec<SocketAddr> = line
            .split_whitespace()
            .map(|a| a.parse().unwrap())
            .collect();
        let connect = || {
            mirrors
                .iter()
                .map(|mirror| TcpStream::connect(mirror).unwrap())
        };
        let silent: Vec<_> = connect().collect();
        for stream in connect().chain(connect()) {
            socket2::SockRef::from(&stream)
                .set_linger(Some(Duration::ZERO))
                .unwrap();
        }
        connect().for_each(drop);
        connect().for_each(|mut stream| stream.write_all(&[0; 64]).unwrap());
        let quick = TcpStream::connect(mirrors[2]).unwrap();
        assert!(io::read_to_string(quick).unwrap().ends_with("-- quick\n"));
        drop(silent);
    });
    // The silent client had the file too, or a part of it.
    assert!(
        said.contains("the silent mirror has sent 0 of 3 lines"),
        "{said}"
    );
}

#[test]
#[cfg(target_os = "linux")]
fn three_threads_ask_or_one() {
    assert!(threads().threads >= Some(4), "{:?}", threads().threads);
    // A program that does nothing has one thread too.
    assert!(tokio().out()[0].starts_with("quick: "));
    assert_eq!(tokio().threads, Some(1));
}

#[test]
fn a_dropped_set_does_not_wait_for_a_task_that_runs() {
    // The tasks of the listing that lost wait at an `.await`, and end there. Here a task runs.
    assert_sent(tokio(), "steady", 0);
    static DONE: AtomicBool = AtomicBool::new(false);
    let runtime = Builder::new_multi_thread().worker_threads(2).build();
    runtime.unwrap().block_on(async {
        let mut set = JoinSet::new();
        let (running, is_running) = oneshot::channel();
        let (end, ended) = mpsc::channel::<()>();
        let (done, is_done) = oneshot::channel();
        set.spawn(async move {
            running.send(()).unwrap();
            // Blocks, and waits at no `.await`.
            let _ = ended.recv();
            DONE.store(true, Relaxed);
            let _ = done.send(());
        });
        is_running.await.unwrap();
        drop(set);
        assert!(!DONE.load(Relaxed));
        drop(end);
        assert_eq!(is_done.await, Ok(()));
        assert!(DONE.load(Relaxed));
    });
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&all());
}
