//! What the book says of `beats_moved`, each sentence held by a run. The claims assume that a thread is late by less
//! than 200 ms.

use super::beats;

observe::runs! {
    tokio: "beats_moved-tokio",
    async_std: "beats_moved-async-std",
}

#[test]
fn the_heart_beats_while_the_job_runs_on_another_thread() {
    for run in [tokio(), async_std()] {
        for (job, beats) in beats(run) {
            assert!(beats > 1, "{}: {job}", run.name);
        }
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio(), async_std()]);
}
