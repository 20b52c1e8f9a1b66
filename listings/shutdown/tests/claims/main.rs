//! What the book says of `shutdown`, each sentence held by a run.

use observe::{Exit, Program, Run};
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

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

fn all_at_once(programs: Vec<Program>) -> Vec<Run> {
    thread::scope(|s| {
        let runs: Vec<_> = programs.iter().map(|p| s.spawn(|| p.run())).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    })
}

/// A deadline that no job comes near.
fn patient() -> &'static [Run] {
    static RUNS: OnceLock<Vec<Run>> = OnceLock::new();
    RUNS.get_or_init(|| all_at_once(programs().map(|p| p.arg("60000")).to_vec()))
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
fn after_ctrl_c_nobody_is_accepted_while_others_are_served() {
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
    let by_hand = programs().map(|p| {
        let p = p.arg("400").arg("by-hand");
        p.interrupt_at("client 3 accepted")
    });
    for run in all_at_once(by_hand.to_vec()) {
        let done = end("done", "accepted done");
        let aborted = end("aborted", "accepted aborted");
        assert_eq!(ends(&run), [done.clone(), done, aborted], "{}", run.name);
        assert_eq!(run.exit, Exit::Code(1), "{}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio(), async_std()]);
}
