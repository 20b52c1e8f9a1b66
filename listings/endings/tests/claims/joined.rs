//! What the book says of `endings_joined`, each sentence held by a run. The claims assume that a thread is late by less
//! than 100 ms.

observe::runs! {
    threads: "endings_joined-threads",
    tokio: "endings_joined-tokio",
    async_std: "endings_joined-async-std",
}

#[test]
fn a_main_that_joins_its_work_loses_nothing() {
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(
            run.out(),
            [
                "main: both are started",
                "a is saved",
                "b is saved",
                "main: both are saved",
            ],
            "{}",
            run.name
        );
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads(), tokio(), async_std()]);
}
