//! What the book says of `chores_both`, each sentence held by a run.

observe::runs! {
    tokio: "chores_both-tokio",
    async_std: "chores_both-async-std",
}

const OUTCOME: &str = "wash: clean, bread: brown, budget: 5331335000, taxes: 3462603142";

#[test]
fn those_that_wait_and_those_that_compute_have_the_same_outcome() {
    for run in [tokio(), async_std()] {
        assert_eq!(run.out().first(), Some(&OUTCOME), "{}", run.name);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn with_tokio_each_computation_has_a_thread_and_both_waits_share_one() {
    assert_eq!(tokio().threads, Some(3), "main and two that compute");
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio(), async_std()]);
}
