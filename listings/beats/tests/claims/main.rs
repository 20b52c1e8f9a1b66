//! What the book says of `beats`, each sentence held by a run. The claims assume that a thread is late by less than
//! 200 ms.

mod moved;

observe::runs! {
    threads: "beats-threads",
    tokio: "beats-tokio",
    async_std: "beats-async-std",
}

/// The jobs with the number of beats beside each.
pub fn beats(run: &observe::Run) -> Vec<(&str, u32)> {
    let read = |line| -> Option<(&str, u32)> {
        let (job, beats) = str::split_once(line, ": ")?;
        Some((job, beats.strip_suffix(" beats")?.parse().ok()?))
    };
    let lines = run.out().into_iter().map(read).collect::<Option<Vec<_>>>();
    let beats = lines.unwrap_or_else(|| panic!("{}: {}", run.name, run.stdout()));
    let jobs: Vec<&str> = beats.iter().map(|(job, _)| *job).collect();
    assert_eq!(jobs, ["sleep", "read", "lock", "sum"], "{}", run.name);
    beats
}

#[test]
fn while_a_job_blocks_the_thread_no_timer_of_that_thread_fires() {
    for run in [tokio(), async_std()] {
        for (job, beats) in beats(run) {
            assert_eq!(beats, 0, "{}: {job}", run.name);
        }
    }
}

#[test]
fn a_heart_with_a_thread_of_its_own_beats_beside_each_job() {
    for (job, beats) in beats(threads()) {
        assert!(beats > 1, "{job}: {beats}");
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads(), tokio(), async_std()]);
}
