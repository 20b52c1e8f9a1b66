//! What the book says of `shutdown`, each sentence held by a run.
#![cfg(unix)]

mod rude;

use observe::{Exit, Program, Run};
use rude::{Listing, Server, hear, reset, serve, until_heard};
use std::io::Write;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

observe::runs! {
    sync: "shutdown-sync",
    threads: "shutdown-threads",
    tokio: "shutdown-tokio",
    async_std: "shutdown-async-std",
}

fn programs() -> [Program; 4] {
    [
        observe::program!("shutdown-sync"),
        observe::program!("shutdown-threads"),
        observe::program!("shutdown-tokio"),
        observe::program!("shutdown-async-std"),
    ]
}

fn all_together(programs: Vec<Program>) -> Vec<Run> {
    thread::scope(|s| {
        let runs: Vec<_> = programs.iter().map(|p| s.spawn(|| p.run())).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    })
}

/// A deadline that no job comes near.
fn patient() -> &'static [Run] {
    static RUNS: OnceLock<Vec<Run>> = OnceLock::new();
    RUNS.get_or_init(|| all_together(programs().map(|p| p.arg("60000")).to_vec()))
}

/// With a Ctrl-C that the clients do not send.
fn by_hand() -> &'static [Run] {
    static RUNS: OnceLock<Vec<Run>> = OnceLock::new();
    RUNS.get_or_init(|| {
        let programs = programs().map(|p| {
            let p = p.arg("400").arg("by-hand");
            p.interrupt_at("client 3 accepted")
        });
        all_together(programs.to_vec())
    })
}

/// For each client that the server accepted: what the server says of its end, and what the client heard.
#[track_caller]
fn ends(run: &Run) -> Vec<(String, String)> {
    let out = run.out();
    let accepted = out.iter().filter_map(|line| line.strip_suffix(" accepted"));
    let ends = accepted.map(|client| {
        let after = |head: String| {
            let lines: Vec<&str> = out.iter().filter_map(|l| l.strip_prefix(&head)).collect();
            lines.join("; ")
        };
        let said = after(format!("{client} "));
        let end = said.strip_prefix("accepted; ").unwrap_or(&said);
        (end.to_owned(), after(format!("{client}: ")))
    });
    let ends: Vec<_> = ends.collect();
    assert!(!ends.is_empty(), "{}: {out:?}", run.name);
    ends
}

fn end(server: &str, client: &str) -> (String, String) {
    (server.to_owned(), client.to_owned())
}

#[test]
fn nothing_that_was_accepted_is_lost() {
    for run in [sync(), threads(), tokio(), async_std()] {
        let done = end("done", "accepted done");
        let aborted = end("aborted", "accepted aborted");
        assert_eq!(ends(run), [done.clone(), done, aborted], "{}", run.name);
    }
}

#[test]
fn all_models_say_the_same() {
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(run.out(), sync().out(), "{}", run.name);
        assert_eq!(run.out().len(), 11, "{}", run.name);
    }
}

#[test]
fn after_ctrl_c_no_client_is_accepted_while_others_are_served() {
    for run in [sync(), threads(), tokio(), async_std()] {
        let out = run.out();
        let place = |line: &str| out.iter().position(|l| *l == line).expect(line);
        assert!(place("Ctrl-C: no more clients") < place("client 2 done"));
        place("client 4: connection refused");
    }
}

#[test]
fn the_rest_is_aborted_at_the_deadline_and_not_before() {
    for run in [sync(), threads(), tokio(), async_std()] {
        // Ctrl-C comes when the first job of 50 ms is done, and the deadline 400 ms later.
        assert!(run.at("client 3 aborted", 0) >= Duration::from_millis(450));
    }
}

#[test]
fn work_that_is_aborted_does_not_keep_the_server() {
    for (run, patient) in [sync(), threads(), tokio(), async_std()]
        .into_iter()
        .zip(patient())
    {
        assert!(patient.elapsed >= Duration::from_millis(1000));
        assert!(run.elapsed < patient.elapsed, "{}", run.name);
        assert!(run.stdout().contains("client 3 aborted"), "{}", run.name);
    }
}

#[test]
fn the_exit_code_says_whether_all_was_finished() {
    for run in [sync(), threads(), tokio(), async_std()] {
        assert_eq!(run.exit, Exit::Code(1), "{}", run.name);
    }
    for run in patient() {
        assert_eq!(run.exit, Exit::Code(0), "{}", run.name);
        assert!(ends(run).iter().all(|(end, _)| end == "done"));
    }
}

#[test]
fn the_server_does_not_wait_for_its_deadline_when_all_is_finished() {
    for run in patient() {
        assert!(run.at("client 3 done", 0) >= Duration::from_millis(1000));
        assert!(run.elapsed < Duration::from_secs(60) / 2, "{}", run.name);
    }
}

#[test]
fn ctrl_c_from_outside_does_the_same() {
    for run in by_hand() {
        let done = end("done", "accepted done");
        let aborted = end("aborted", "accepted aborted");
        assert_eq!(ends(run), [done.clone(), done, aborted], "{}", run.name);
        assert_eq!(run.exit, Exit::Code(1), "{}", run.name);
    }
}

/// As many open files as any system gives.
const FILES: u32 = 256;

const LISTINGS: [Listing; 4] = [
    ("shutdown-sync", env!("CARGO_BIN_EXE_shutdown-sync")),
    ("shutdown-threads", env!("CARGO_BIN_EXE_shutdown-threads")),
    ("shutdown-tokio", env!("CARGO_BIN_EXE_shutdown-tokio")),
    (
        "shutdown-async-std",
        env!("CARGO_BIN_EXE_shutdown-async-std"),
    ),
];

/// The same clients for all models, side by side: how each server ended, and what it said.
fn with_clients(files: u32, clients: impl Fn(&Server) + Sync) -> Vec<(Run, String)> {
    // The listings' own runs first, so that no crowd disturbs them.
    for run in [sync(), threads(), tokio(), async_std()] {
        assert_eq!(run.exit, Exit::Code(1), "{}", run.name);
    }
    assert_eq!((patient().len(), by_hand().len()), (4, 4));
    let listening = AtomicUsize::new(0);
    let failed = AtomicBool::new(false);
    let serve = |listing| {
        let _says_so = SaysThatItFailed(&failed);
        serve(listing, files, &["400", "by-hand"], |server| {
            // Those of the listing itself.
            server.until_said("client 3 accepted", 1);
            // With one server missing, the others need no clients.
            listening.fetch_add(1, Relaxed);
            while listening.load(Relaxed) < LISTINGS.len() {
                assert!(!failed.load(Relaxed), "another server never listened");
                thread::sleep(Duration::from_millis(5));
            }
            clients(server);
        })
    };
    thread::scope(|s| {
        let serve = &serve;
        let runs = LISTINGS.map(|listing| s.spawn(move || serve(listing)));
        runs.map(|run| run.join().unwrap()).into()
    })
}

struct SaysThatItFailed<'a>(&'a AtomicBool);

impl Drop for SaysThatItFailed<'_> {
    fn drop(&mut self) {
        self.0.fetch_or(thread::panicking(), Relaxed);
    }
}

/// Ctrl-C, when the listing's own clients are done.
fn stop(server: &Server) {
    server.until_said("client 3 done", 1);
    server.ctrl_c();
}

#[test]
fn no_client_ends_the_server_or_another_client() {
    let runs = with_clients(FILES, |server| {
        let mut polite = server.connect();
        polite.write_all(&[100]).unwrap();
        until_heard(&polite);
        let silent: Vec<_> = (0..5).map(|_| server.connect()).collect();
        // Half of its patience, so that a busy machine may add to it.
        let mut slow = server.connect();
        until_heard(&slow);
        thread::sleep(Duration::from_millis(500));
        slow.write_all(&[0]).unwrap();
        assert_eq!(hear(&slow), " accepted done", "{}", server.name);
        for _ in 0..20 {
            reset(server.connect());
            drop(server.connect());
            let left = server.connect();
            until_heard(&left);
            // With a word in it that was not read, this is a reset too.
            drop(left);
            let mut left = server.connect();
            until_heard(&left);
            left.write_all(&[1]).unwrap();
            reset(left);
        }
        assert_eq!(server.polite(1), " accepted done", "{}", server.name);
        assert_eq!(hear(&polite), " accepted done", "{}", server.name);
        for stream in &silent {
            assert_eq!(hear(stream), " accepted", "{}", server.name);
        }
        stop(server);
    });
    for (run, said) in runs {
        assert_eq!(run.exit, Exit::Code(0), "{}: {said}", run.name);
        let own = "client 1: accepted done\nclient 2: accepted done\n";
        assert!(said.contains(own), "{}: {said}", run.name);
    }
}

#[test]
fn a_client_that_says_nothing_has_a_second() {
    with_clients(FILES, |server| {
        let start = Instant::now();
        let silent: Vec<_> = (0..5).map(|_| server.connect()).collect();
        for stream in &silent {
            assert_eq!(hear(stream), " accepted", "{}", server.name);
        }
        assert!(start.elapsed() >= Duration::from_secs(1));
        stop(server);
    });
}

#[test]
fn out_of_open_files_the_server_goes_on() {
    let runs = with_clients(24, |server| {
        let silent: Vec<_> = (0..40).map(|_| server.connect()).collect();
        server.until_said("no client accepted: ", 2);
        // The silent ones are sent away, and then there are files again.
        assert_eq!(server.polite(1), " accepted done", "{}", server.name);
        drop(silent);
        stop(server);
    });
    for (run, said) in runs {
        assert_eq!(run.exit, Exit::Code(0), "{}: {said}", run.name);
        assert!(
            said.contains("client 3: accepted done"),
            "{}: {said}",
            run.name
        );
    }
}

#[test]
fn a_client_that_was_not_accepted_hears_nothing() {
    let runs = with_clients(FILES, |server| {
        server.until_said("client 3 done", 1);
        let (jobs, one_more) = loop {
            // As many as the server accepts at a time, in one burst, with jobs of 2.55 s.
            let start = Instant::now();
            let mut jobs: Vec<_> = (0..64).map(|_| server.connect()).collect();
            for job in &mut jobs {
                job.write_all(&[255]).unwrap();
            }
            jobs.iter().for_each(until_heard);
            // The system has completed this connection.
            let one_more = server.connect();
            one_more
                .set_read_timeout(Some(Duration::from_millis(200)))
                .unwrap();
            let heard = one_more.peek(&mut [0]);
            // On a machine too busy for this, the first jobs may be done by now.
            if start.elapsed() < Duration::from_millis(2500) {
                assert!(heard.is_err(), "{}", server.name);
                break (jobs, one_more);
            }
        };
        server.ctrl_c();
        for job in &jobs {
            assert_eq!(hear(job), " accepted aborted", "{}", server.name);
        }
        one_more
            .set_read_timeout(Some(Duration::from_secs(10)))
            .unwrap();
        let heard = one_more.peek(&mut [0]);
        assert!(!matches!(heard, Ok(1..)), "{}: {heard:?}", server.name);
    });
    for (run, said) in runs {
        assert_eq!(run.exit, Exit::Code(1), "{}: {said}", run.name);
    }
}

#[test]
fn a_second_ctrl_c_ends_the_server_immediately_with_130() {
    thread::scope(|s| {
        for listing in LISTINGS {
            s.spawn(move || {
                let (run, said) = serve(listing, FILES, &["60000", "by-hand"], |server| {
                    let mut job = server.connect();
                    job.write_all(&[255]).unwrap();
                    until_heard(&job);
                    server.ctrl_c();
                    server.until_said("no more clients", 1);
                    server.ctrl_c();
                    assert_eq!(hear(&job), " accepted", "{}", server.name);
                });
                assert_eq!(run.exit, Exit::Code(130), "{}: {said}", run.name);
            });
        }
    });
}

#[test]
#[cfg(target_os = "linux")]
fn ten_thousand_clients_leave_no_memory_behind() {
    let grown = Mutex::new(Vec::new());
    with_clients(FILES, |server| {
        // One after the other. sync rests for 5 ms in each round, and a timer of tokio takes a millisecond:
        // there, several come at the same time, or the test would take a minute.
        let hands = match server.name {
            "shutdown-sync" => 16,
            "shutdown-tokio" => 8,
            _ => 1,
        };
        let come = |clients: usize| {
            thread::scope(|s| {
                for _ in 0..hands {
                    s.spawn(|| {
                        for _ in 0..clients / hands {
                            assert_eq!(server.polite(0), " accepted done");
                        }
                    });
                }
            });
            server.resident()
        };
        let (early, late) = (come(1_000), come(9_008));
        grown.lock().unwrap().push((server.name, early, late));
        stop(server);
    });
    let grown = grown.into_inner().unwrap();
    assert_eq!(grown.len(), 4);
    for (name, early, late) in grown {
        assert!(late <= early + 1024, "{name}: {early} KiB, then {late} KiB");
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio(), async_std()]);
}
