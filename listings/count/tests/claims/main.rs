//! What the book says of `count`, each sentence held by a run.

#[cfg(target_os = "linux")]
use std::time::Duration;

observe::runs! {
    sync: "count-sync",
    threads: "count-threads",
    tokio: "count-tokio",
    async_std: "count-async-std",
}

/// What was printed, without the last line, which tells the time.
fn counted(run: &observe::Run) -> Vec<&str> {
    let mut lines = run.out();
    let last = lines.pop().expect("the last line tells the time");
    assert!(
        last.starts_with("executed in ") && last.ends_with(" seconds."),
        "{last}"
    );
    lines
}

#[test]
fn one_after_the_other_prints_one_two_one_two_one_two() {
    assert_eq!(counted(sync()), ["one", "two", "one", "two", "one", "two"]);
}

#[test]
fn the_others_print_one_one_one_two_two_two() {
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(
            counted(run),
            ["one", "one", "one", "two", "two", "two"],
            "{}",
            run.name
        );
    }
}

#[test]
fn one_after_the_other_takes_three_seconds() {
    assert_eq!(counted(sync()).len(), 6);
    assert!(sync().printed_seconds() >= 3.0);
}

#[test]
fn the_others_wait_together() {
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(counted(run).len(), 6, "{}", run.name);
        let (took, in_turn) = (run.printed_seconds(), sync().printed_seconds());
        assert!(took >= 1.0, "{}", run.name);
        // Three waits of a second, in less than half of what they take one after the other.
        assert!(took < in_turn / 2.0, "{}: {took}, {in_turn}", run.name);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn only_the_model_called_threads_waits_on_several_threads() {
    for run in [sync(), tokio(), threads()] {
        assert_eq!(counted(run).len(), 6, "{}", run.name);
    }
    assert_eq!(sync().threads, Some(1));
    assert_eq!(tokio().threads, Some(1));
    assert_eq!(threads().threads, Some(4), "main and one for each counter");
}

#[test]
#[cfg(target_os = "linux")]
fn async_std_starts_threads_of_its_own() {
    assert_eq!(counted(async_std()).len(), 6);
    assert!(async_std().threads > Some(1));
}

#[test]
#[cfg(target_os = "linux")]
fn threads_that_wait_take_next_to_no_processor_time() {
    // Killed while all three wait, and then looked at. On a busy machine a thread may be late for that, so it has ten
    // tries.
    let count = observe::program!("count-threads").kill_after(Duration::from_millis(700));
    let seen = (0..10).any(|_| {
        let run = count.run();
        run.out() == ["one", "one", "one"]
            && run.at_kill.len() == 4 // main and one for each counter
            && run.at_kill.iter().all(|thread| thread.cpu < 70_000_000)
    });
    assert!(seen);
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio(), async_std()]);
}
