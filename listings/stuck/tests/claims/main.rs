//! What the book says of `stuck`, each sentence held by a run. The claims assume that a thread or a timer is late by
//! less than 100 ms.

mod ordered;
mod twice;

use observe::Exit;

observe::runs! {
    threads: "stuck-threads",
    tokio: "stuck-tokio",
    async_std: "stuck-async-std",
}

#[test]
fn each_side_holds_what_the_other_side_waits_for() {
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(
            run.out(),
            ["sell: I have the stock", "take back: I have the sales"],
            "{}",
            run.name
        );
        assert_eq!(run.exit, Exit::Killed, "{}", run.name);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_deadlock_leaves_the_processor_idle() {
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(run.exit, Exit::Killed, "{}", run.name);
        assert!(!run.at_kill.is_empty(), "{}", run.name);
        let computed: u64 = run.at_kill.iter().map(|thread| thread.cpu).sum();
        assert!(
            u128::from(computed) < run.elapsed.as_nanos() / 4,
            "{}",
            run.name
        );
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads(), tokio(), async_std()]);
}
