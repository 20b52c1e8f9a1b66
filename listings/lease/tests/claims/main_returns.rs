//! What the book says of `lease_main_returns`, each sentence held by a run. The claims assume that `main` returns
//! within 250 ms.

use observe::Exit;

observe::runs! {
    threads: "lease_main_returns-threads",
    tokio: "lease_main_returns-tokio",
    async_std: "lease_main_returns-async-std",
}

#[test]
fn a_return_from_main_drops_nothing_on_other_threads() {
    for run in [threads(), async_std()] {
        assert_eq!(
            run.out(),
            ["room 7 is leased", "main returns"],
            "{}",
            run.name
        );
        assert_eq!(run.exit, Exit::Code(0), "{}", run.name);
    }
}

#[test]
fn the_runtime_of_tokio_drops_its_waiting_tasks_when_main_returns() {
    assert_eq!(
        tokio().out(),
        ["room 7 is leased", "main returns", "room 7 is given back"]
    );
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads(), tokio(), async_std()]);
}
