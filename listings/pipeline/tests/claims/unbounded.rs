//! What the book says of `pipeline_unbounded`, each sentence held by a run.

use observe::Run;

observe::runs! {
    tokio: "pipeline_unbounded-tokio",
}

/// The numbers that stand between `before` and `after`, of all lines where both are.
fn numbers(run: &Run, before: &str, after: &str) -> Vec<usize> {
    let number = |line: &str| line.split_once(before)?.1.split_once(after)?.0.parse().ok();
    run.out().into_iter().filter_map(number).collect()
}

/// How many were wet when a plate was washed, for each plate.
fn wet(run: &Run) -> Vec<usize> {
    numbers(run, " is washed, ", " wet")
}

#[test]
fn the_washer_never_waits() {
    let out = tokio().out();
    let first_dry = out.iter().position(|line| line.starts_with("dryer: "));
    let put_down: Vec<_> = (0..out.len())
        .filter(|&n| out[n].contains(" is on the rack"))
        .collect();
    assert_eq!(put_down.len(), 6);
    assert!(put_down.last() < first_dry.as_ref());
}

#[test]
fn the_more_plates_there_are_the_more_are_wet_at_once() {
    assert_eq!(wet(tokio()), [1, 2, 3, 4, 5, 6]);
    let run = observe::program!("pipeline_unbounded-tokio")
        .arg("16")
        .run();
    assert!(wet(&run).into_iter().max() > Some(8), "{:?}", wet(&run));
}

#[test]
fn the_last_plate_is_wet_for_several_times_as_long_as_the_first() {
    let ages = numbers(tokio(), " is dry, ", " ms");
    assert_eq!(ages.len(), 6);
    assert!(ages[5] > 2 * ages[0], "{ages:?}");
}

#[test]
fn all_are_dry_in_the_end() {
    let out = tokio().out();
    assert_eq!(
        numbers(tokio(), "dryer: plate ", " is dry"),
        [1, 2, 3, 4, 5, 6]
    );
    assert!(out[out.len() - 1].ends_with(" ms, 0 wet"));
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio()]);
}
