//! What the book says of `await_value`, each sentence held by a run. The claims assume that a thread or a timer is late by less
//! than 100 ms.

mod ready;
mod spawned;
mod yields;

use std::time::Duration;

observe::runs! {
    sync: "await_value-sync",
    threads: "await_value-threads",
    tokio: "await_value-tokio",
    async_std: "await_value-async-std",
}

#[test]
fn an_async_call_runs_nothing_before_it_is_awaited() {
    for run in [tokio(), async_std()] {
        assert_eq!(run.out()[0], "main: now I need the answer", "{}", run.name);
        assert_eq!(run.out()[1], "g: I need the value of f", "{}", run.name);
    }
}

#[test]
fn a_plain_call_runs_to_its_end_before_main_continues() {
    assert_eq!(
        sync().out_before_the_time(),
        [
            "g: I need the value of f",
            "f: I wait",
            "f: I return 20",
            "g: f gave 20",
            "main: now I need the answer",
            "main: g gave 21"
        ]
    );
}

#[test]
fn a_thread_runs_before_it_is_joined() {
    let lines = threads().out_before_the_time();
    let place = |text| lines.iter().position(|line| *line == text).expect(text);
    assert!(place("f: I wait") < place("main: now I need the answer"));
    assert!(place("main: now I need the answer") < place("f: I return 20"));
}

#[test]
fn the_value_passes_from_f_through_g_to_main() {
    for run in [sync(), threads(), tokio(), async_std()] {
        let lines = run.out_before_the_time();
        assert!(lines.contains(&"g: f gave 20"), "{}", run.name);
        assert_eq!(lines.last(), Some(&"main: g gave 21"), "{}", run.name);
    }
}

#[test]
fn a_call_and_a_bare_future_make_one_wait_follow_the_other() {
    for run in [sync(), tokio(), async_std()] {
        assert_eq!(run.out_before_the_time().len(), 6, "{}", run.name);
        assert!(
            run.elapsed >= Duration::from_millis(300),
            "{}: {:?}",
            run.name,
            run.elapsed
        );
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio(), async_std()]);
}
