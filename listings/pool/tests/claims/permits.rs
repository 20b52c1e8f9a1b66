//! What the book says of `pool_permits`, each sentence held by a run.

use observe::Run;

observe::runs! {
    tokio: "pool_permits-tokio",
}

const ANSWERS: &str = "0, 1, 2, 3, 4, not found, 6, 7, panicked, 9, 10, 11";

fn asked(pictures: usize, limit: usize) -> Run {
    observe::program!("pool_permits-tokio")
        .arg(pictures.to_string())
        .arg(limit.to_string())
        .run()
}

#[track_caller]
fn assert_most(run: &Run, most: usize) {
    let wanted = format!("at most {most} at a time (");
    assert!(run.out()[3].starts_with(&wanted), "{}", run.stdout());
}

#[test]
fn a_task_for_each_picture_is_there_before_the_first_is_fetched() {
    assert_eq!(tokio().out()[0], "12 tasks for 4 permits");
}

#[test]
fn four_of_twelve_tasks_fetch_at_once() {
    assert_most(tokio(), 4);
}

#[test]
fn the_answers_come_in_the_order_of_the_pictures() {
    assert_eq!(tokio().out()[2], ANSWERS);
}

#[test]
fn more_than_three_others_arrive_before_the_slow_one() {
    let line = tokio().out()[1];
    let others = line.strip_prefix("picture 0 arrives after ").expect(line);
    let others = others.strip_suffix(" others").expect(line);
    assert!(others.parse::<usize>().expect(line) > 3);
}

#[test]
fn a_task_that_panics_gives_its_permit_back() {
    // There is no other permit for those that come after it.
    let run = asked(12, 1);
    assert_eq!(run.out()[2], ANSWERS);
    assert_most(&run, 1);
}

#[test]
#[cfg(target_os = "linux")]
fn nine_thousand_tasks_that_wait_for_a_permit_need_memory() {
    let memory = |pictures| {
        let run = asked(pictures, 1_000);
        assert_most(&run, 1_000);
        run.peak_memory.expect("Linux tells")
    };
    let (few, many) = (memory(1_000), memory(10_000));
    assert!(many > few + few / 2, "{few} and {many} bytes");
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio()]);
}
