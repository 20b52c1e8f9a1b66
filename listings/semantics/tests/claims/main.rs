//! What the book says of `semantics`, each sentence held by a run. The claims assume that a thread or a timer is late by less
//! than 100 ms.

use observe::Run;

observe::runs! {
    threads: "semantics-threads",
    tokio: "semantics-tokio",
    async_std: "semantics-async-std",
    smol: "semantics-smol",
    rayon: "semantics-rayon",
}

const DROPPED: &str = "is dropped where it waits";
const CONTINUES: &str = "continues to its end";
const FORGOTTEN: &str = "ends with the program, without its Drop";

fn all() -> [&'static Run; 5] {
    [threads(), tokio(), async_std(), smol(), rayon()]
}

/// Fails unless each of these runs says this of the case.
#[track_caller]
fn says(runs: &[&Run], case: &str, outcome: &str) {
    for run in runs {
        let wanted = format!("{case}: {outcome}");
        let lines = run.out();
        assert!(
            lines.contains(&wanted.as_str()),
            "{}: no line `{wanted}` in:\n{}",
            run.name,
            run.stdout()
        );
    }
}

#[test]
fn only_smol_drops_the_task_with_its_handle() {
    let case = "the handle of a task is dropped";
    says(&[smol()], case, DROPPED);
    says(&[threads(), tokio(), async_std()], case, CONTINUES);
    says(&[rayon()], case, "does not exist");
}

#[test]
fn threads_and_tokio_return_a_panic_as_an_error_and_the_others_panic() {
    let case = "a task panics, and its handle is awaited";
    says(&[threads(), tokio()], case, "the join returns an error");
    says(&[async_std(), smol()], case, "the await panics");
}

#[test]
fn a_panic_that_no_handle_sees_ends_the_program_in_rayon_alone() {
    let case = "a task panics, and no handle is left";
    let others = [threads(), tokio(), async_std(), smol()];
    says(&others, case, "the program continues");
    says(&[rayon()], case, "the program aborts");
}

#[test]
fn a_panic_drops_the_other_futures_of_a_join_and_no_thread_or_job() {
    let case = "one of two joined members panics, and the other waits";
    says(&[tokio(), async_std(), smol()], case, DROPPED);
    says(&[threads(), rayon()], case, CONTINUES);
}

#[test]
fn a_panic_poisons_the_lock_of_std_and_no_async_lock() {
    let case = "a lock, when a task that held it has panicked";
    says(&[threads(), rayon()], case, "is poisoned");
    says(&[tokio(), async_std(), smol()], case, "is free");
}

#[test]
fn a_task_can_be_cancelled_and_a_thread_or_job_can_not() {
    let case = "a task is cancelled while it waits";
    says(&[tokio(), async_std(), smol()], case, DROPPED);
    says(&[threads(), rayon()], case, "does not exist");
}

#[test]
fn a_task_that_computes_is_cancelled_at_its_next_await() {
    let case = "a task is cancelled while it computes";
    let outcome = "is dropped at its next await";
    says(&[tokio(), async_std(), smol()], case, outcome);
}

#[test]
fn a_time_out_drops_work_that_waits() {
    let case = "a time-out passes while the work waits";
    says(&[tokio(), async_std(), smol()], case, DROPPED);
    says(&[threads()], case, CONTINUES);
}

#[test]
fn a_time_out_can_not_act_while_the_work_blocks_its_thread() {
    let case = "a time-out passes while the work blocks its thread";
    let late = "returns the late result";
    says(&[tokio(), async_std(), smol()], case, late);
    says(&[threads()], case, "gives up in time");
}

#[test]
fn a_time_out_of_zero_returns_what_is_ready() {
    let case = "a time-out of zero, around work that is ready";
    let models = [threads(), tokio(), async_std(), smol()];
    says(&models, case, "returns the result");
}

#[test]
fn a_joined_future_that_blocks_stops_the_other_and_a_thread_or_job_does_not() {
    let case = "one of two joined members blocks its thread";
    says(&[tokio(), async_std(), smol()], case, "the other waits");
    says(&[threads(), rayon()], case, "the other runs beside it");
}

#[test]
fn only_tokio_gives_turns_in_a_loop_that_never_waits() {
    let case = "one of two joined members awaits 1,000 ready values";
    says(&[tokio()], case, "the other gets turns");
    says(&[async_std(), smol()], case, "the other waits");
}

#[test]
fn only_tokio_needs_its_runtime_for_a_spawn_and_a_timer() {
    let (spawn, timer) = (
        "spawn on a thread outside the runtime",
        "a timer on a thread outside the runtime",
    );
    says(&[tokio()], spawn, "panics");
    says(&[tokio()], timer, "panics");
    says(&[threads(), async_std(), smol(), rayon()], spawn, "works");
    says(&[threads(), async_std(), smol()], timer, "works");
}

#[test]
fn only_tokio_refuses_block_on_inside_block_on() {
    let case = "block_on inside block_on";
    says(&[tokio()], case, "panics");
    says(&[async_std(), smol()], case, "works");
}

#[test]
fn a_runtime_that_is_dropped_drops_its_tasks_and_a_pool_finishes_its_jobs() {
    let case = "the runtime is dropped while a task waits";
    says(&[tokio(), smol()], case, DROPPED);
    says(&[rayon()], case, CONTINUES);
    says(&[threads(), async_std()], case, "does not exist");
}

#[test]
fn the_end_of_main_drops_tasks_in_tokio_alone() {
    let case = "main returns while a task waits";
    says(&[tokio()], case, DROPPED);
    says(&[threads(), async_std(), smol(), rayon()], case, FORGOTTEN);
}

#[test]
fn the_end_of_main_waits_for_a_blocking_function_in_tokio_alone() {
    let case = "main returns while a blocking function runs";
    says(&[tokio()], case, CONTINUES);
    says(&[threads(), async_std(), smol(), rayon()], case, FORGOTTEN);
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&all());
}
