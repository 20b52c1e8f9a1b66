//! What the book says of `lasting`, each sentence held by a run. The claims assume that a thread or a timer is late by less
//! than 100 ms.

use std::time::Duration;

observe::runs! {
    threads: "lasting-threads",
    tokio: "lasting-tokio",
}

fn both() -> [&'static observe::Run; 2] {
    [threads(), tokio()]
}

/// What the clients called `who` say.
fn says<'a>(run: &'a observe::Run, who: &str) -> &'a str {
    let said = run.out().into_iter().find_map(|line| {
        let (before, after) = line.split_once(": ")?;
        (before == who).then_some(after)
    });
    said.unwrap_or_else(|| panic!("{}: nothing of {who}: {}", run.name, run.stdout()))
}

#[test]
fn a_silent_client_is_sent_away() {
    for run in both() {
        assert_eq!(says(run, "silent"), "sent away", "{}", run.name);
        assert!(says(run, "server").contains("timed out"), "{}", run.name);
    }
}

#[test]
fn a_byte_now_and_then_buys_no_time() {
    for run in both() {
        assert_eq!(says(run, "a byte now and then"), "sent away");
    }
}

#[test]
fn a_client_that_asks_for_ever_is_sent_away() {
    for run in both() {
        assert_eq!(says(run, "asks for ever"), "sent away");
        assert!(run.elapsed >= Duration::from_millis(1000), "{}", run.name);
    }
}

#[test]
fn a_line_without_end_is_refused() {
    for run in both() {
        assert_eq!(says(run, "a line without end"), "sent away");
        assert!(says(run, "server").contains("no whole line"));
    }
}

#[test]
fn a_panic_ends_one_visit_alone() {
    for run in both() {
        assert_eq!(says(run, "a bug in its answer"), "sent away");
        assert!(says(run, "server").contains("panicked"), "{}", run.name);
        assert_eq!(says(run, "polite, afterwards"), "25", "{}", run.name);
    }
}

#[test]
fn beside_hostile_clients_the_polite_one_gets_its_answers() {
    for run in both() {
        assert_eq!(says(run, "polite"), "25", "{}", run.name);
    }
}

#[test]
fn one_client_too_many_is_told_so_and_later_there_is_room() {
    for run in both() {
        assert_eq!(says(run, "one too many"), "busy", "{}", run.name);
        assert_eq!(says(run, "polite, afterwards"), "25", "{}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&both());
}
