//! What the book says of `echo`, each sentence held by a run.

use observe::Run;
#[cfg(unix)]
use observe::server::{Binary, LONG, Server, each, reset, send_until_the_end, stay_silent};
use std::io::{self, Read, Write};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

observe::runs! {
    sync: "echo-sync",
    threads: "echo-threads",
    tokio: "echo-tokio",
    all_cores: "echo-tokio-all-cores",
    async_std: "echo-async-std",
}

#[cfg(unix)]
const SYNC: Binary = ("echo-sync", env!("CARGO_BIN_EXE_echo-sync"));
#[cfg(unix)]
const THREADS: Binary = ("echo-threads", env!("CARGO_BIN_EXE_echo-threads"));
#[cfg(unix)]
const TOKIO: Binary = ("echo-tokio", env!("CARGO_BIN_EXE_echo-tokio"));
#[cfg(unix)]
const ALL_CORES: Binary = (
    "echo-tokio-all-cores",
    env!("CARGO_BIN_EXE_echo-tokio-all-cores"),
);
#[cfg(unix)]
const ASYNC_STD: Binary = ("echo-async-std", env!("CARGO_BIN_EXE_echo-async-std"));
#[cfg(unix)]
const ALL: [Binary; 5] = [SYNC, THREADS, TOKIO, ALL_CORES, ASYNC_STD];

fn all() -> [&'static Run; 5] {
    [sync(), threads(), tokio(), all_cores(), async_std()]
}

/// How long the last of the quick clients waited for an answer.
fn longest(run: &Run) -> Duration {
    Duration::from_secs_f64(run.number::<f64>("the last within ", " ms") / 1000.0)
}

#[cfg(unix)]
/// A polite client: it asks, and is answered.
fn try_to_ask(server: &Server) -> io::Result<()> {
    let mut stream = server.connect();
    stream.write_all(b"still here?")?;
    let mut answer = [0; 11];
    stream.read_exact(&mut answer)?;
    assert_eq!(&answer, b"still here?", "{}", server.name);
    Ok(())
}

#[cfg(unix)]
#[track_caller]
fn ask(server: &Server) {
    try_to_ask(server).expect(server.name);
}

#[test]
fn every_byte_comes_back_in_every_model() {
    for run in all() {
        let out = run.out();
        assert!(out[0].starts_with("85 answers,"), "{}: {out:?}", run.name);
        assert_eq!(out[2], "the slow client: 5 answers", "{}", run.name);
        assert_eq!(out[3], "the half-closed: 65536 bytes back", "{}", run.name);
    }
}

#[test]
fn as_many_clients_come_as_are_asked_for() {
    for program in [
        observe::program!("echo-sync"),
        observe::program!("echo-threads"),
        observe::program!("echo-tokio"),
        observe::program!("echo-tokio-all-cores"),
        observe::program!("echo-async-std"),
    ] {
        let run = program.arg("12").run();
        let (out, name) = (run.out(), &run.name);
        assert!(out[0].starts_with("45 answers,"), "{name}: {out:?}");
        assert_eq!(out[5], "all 12 clients have left", "{name}");
    }
}

#[test]
fn the_rate_is_that_of_all_answers_and_their_time_is_part_of_the_run() {
    for run in all() {
        let (out, rate) = (run.out(), run.number::<f64>("answers, ", " per second"));
        let longest = longest(run);
        assert!(!longest.is_zero(), "{}: {out:?}", run.name);
        assert!(longest <= run.elapsed, "{}: {out:?}", run.name);
        // Rounded as they are printed: the rate to a whole number, the time to a hundredth of a millisecond.
        let least = 85.0 / run.elapsed.as_secs_f64() - 1.0;
        let most = 85.0 / (longest.as_secs_f64() - 1e-5) + 1.0;
        assert!((least..=most).contains(&rate), "{}: {out:?}", run.name);
    }
}

#[test]
fn a_reset_ends_one_connection_and_no_other() {
    for run in all() {
        assert_eq!(run.stderr(), "a client: connection reset\n", "{}", run.name);
        assert_eq!(run.out()[5], "all 20 clients have left", "{}", run.name);
    }
}

#[test]
fn in_turn_all_others_wait_for_the_slow_client() {
    assert!(longest(sync()) >= Duration::from_millis(250));
}

#[test]
fn elsewhere_no_quick_client_waits_for_the_slow_one() {
    for run in [threads(), tokio(), all_cores(), async_std()] {
        assert!(longest(run) < longest(sync()), "{}", run.stdout());
    }
}

#[test]
#[cfg(target_os = "linux")]
fn tokio_serves_all_clients_on_one_thread() {
    assert_eq!(tokio().threads, Some(1));
    // A program that does nothing has one thread too.
    assert_eq!(tokio().out()[5], "all 20 clients have left");
}

#[test]
#[cfg(target_os = "linux")]
fn a_thread_is_kept_for_the_slow_client_all_the_while() {
    assert!(threads().threads >= Some(2));
}

#[cfg(unix)]
/// How long the clients below may stay.
const STAY: Duration = Duration::from_millis(400);

#[cfg(unix)]
/// What became of the clients that a server would be rid of: how long each could stay.
struct Ends {
    name: &'static str,
    silent: Duration,
    one_byte: Duration,
    never_reads: Duration,
    errors: String,
}

#[cfg(unix)]
/// One server for each model, and all rude clients at the same time.
#[track_caller]
fn rude() -> &'static [Ends] {
    static ENDS: OnceLock<Vec<Ends>> = OnceLock::new();
    ENDS.get_or_init(|| {
        each(&ALL, STAY.as_millis() as u64, "", |server| {
            thread::scope(|s| {
                let silent = s.spawn(|| stay_silent(server));
                let one_byte = s.spawn(|| {
                    let pause = Duration::from_millis(20);
                    send_until_the_end(server, b"x", pause)
                });
                let never_reads = s.spawn(|| {
                    let much = vec![b'x'; 1 << 20];
                    send_until_the_end(server, &much, Duration::ZERO)
                });
                for _ in 0..10 {
                    drop(server.connect());
                    reset(server.connect());
                    let mut stream = server.connect();
                    stream.write_all(&[0, 159, 146, 150]).expect(server.name);
                    reset(stream);
                }
                // Served while the others are connected, or after them.
                ask(server);
                let ends = Ends {
                    name: server.name,
                    silent: silent.join().unwrap(),
                    one_byte: one_byte.join().unwrap(),
                    never_reads: never_reads.join().unwrap(),
                    errors: server.file("err"),
                };
                ask(server);
                ends
            })
        })
    })
}

#[test]
#[cfg(unix)]
fn clients_that_reset_or_hang_up_do_not_end_the_server() {
    for ends in rude() {
        // The connection that the client reset after it had sent something has an error for sure.
        assert!(ends.errors.contains("a client: "), "{}", ends.name);
    }
}

#[test]
#[cfg(unix)]
fn a_client_that_says_nothing_is_sent_away() {
    for ends in rude() {
        assert!(ends.silent >= STAY, "{}: {:?}", ends.name, ends.silent);
    }
}

#[test]
#[cfg(unix)]
fn one_byte_now_and_then_does_not_buy_more_time() {
    for ends in rude() {
        // It sends some fifty times before a limit for each read would end it.
        assert!(ends.one_byte >= STAY, "{}: {:?}", ends.name, ends.one_byte);
    }
}

#[test]
#[cfg(unix)]
fn a_client_that_never_reads_is_sent_away() {
    for ends in rude() {
        let end = ends.never_reads;
        assert!(end >= STAY, "{}: {end:?}", ends.name);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn without_a_free_file_the_server_waits_and_then_continues() {
    let ends = each(
        &[THREADS, TOKIO, ALL_CORES, ASYNC_STD],
        1000,
        "ulimit -n 24",
        |server| {
            let silent: Vec<_> = (0..40).map(|_| server.connect()).collect();
            // Asked while no file is left, and answered when the first of the silent ones have been sent away.
            ask(server);
            drop(silent);
            ask(server);
            (server.name, server.file("err"))
        },
    );
    for (name, errors) in ends {
        assert!(errors.contains("accept: "), "{name}: {errors}");
    }
}

#[test]
#[cfg(unix)]
fn the_501st_client_waits_until_another_leaves() {
    // One server after the other: the clients need as many files as the server.
    for binary in [THREADS, TOKIO, ALL_CORES, ASYNC_STD] {
        let server = &Server::start(binary, 600_000, "");
        let mut silent: Vec<_> = (0..500).map(|_| server.connect()).collect();
        let mut next = server.connect();
        next.write_all(b"?").expect(server.name);
        next.set_read_timeout(Some(Duration::from_millis(200)))
            .unwrap();
        next.read_exact(&mut [0]).expect_err(server.name);
        silent.pop();
        next.set_read_timeout(Some(LONG)).unwrap();
        next.read_exact(&mut [0]).expect(server.name);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_client_for_whom_there_is_no_thread_is_sent_away_and_no_other() {
    // Room for eight stacks of 32 MiB, and for much more than the program needs besides.
    let limit = "export RUST_MIN_STACK=33554432 MALLOC_ARENA_MAX=1; ulimit -v 300000";
    let server = &Server::start(THREADS, 600_000, limit);
    let mut silent: Vec<_> = (0..100).map(|_| server.connect()).collect();
    let start = Instant::now();
    while !server.file("err").contains("no thread for a client: ") {
        assert!(start.elapsed() < LONG, "{}", server.file("err"));
        thread::sleep(Duration::from_millis(5));
    }
    // The first one has its thread, and keeps it.
    silent[0].write_all(b"!").unwrap();
    silent[0].read_exact(&mut [0]).expect("an answer");
    drop(silent);
    // When the others have left, there are threads again.
    while try_to_ask(server).is_err() {
        assert!(start.elapsed() < 2 * LONG, "no client is served");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn ten_thousand_clients_one_after_the_other_leave_no_memory_behind() {
    each(&ALL, 600_000, "", |server| {
        let memory = || {
            // The last client's thread or task may need a moment to end.
            thread::sleep(Duration::from_millis(50));
            server.memory()
        };
        (0..1000).for_each(|_| ask(server));
        let before = memory();
        (1000..10_000).for_each(|_| ask(server));
        let after = memory();
        let name = server.name;
        assert!(after <= before + (1 << 20), "{name}: {before} to {after}");
    });
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&all());
}
