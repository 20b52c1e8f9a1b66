//! What the book says of `pipeline_unbounded`, each sentence held by a run.

use observe::Run;

observe::runs! {
    tokio: "pipeline_unbounded-tokio",
}

/// How many were wet when a plate was washed, for each plate.
fn wet(run: &Run) -> Vec<usize> {
    run.numbers::<usize>(" is washed, ", " wet")
}

#[test]
fn the_washer_never_waits() {
    // Nothing happens between a plate that is washed and the same plate on the rack.
    let out = tokio().out();
    for plate in 1..=6 {
        let washed = format!("washer: plate {plate} is washed");
        let at = out.iter().position(|line| line.starts_with(&washed));
        let next = out[at.expect("it is washed") + 1];
        let on_the_rack = format!("washer: plate {plate} is on the rack");
        assert!(next.starts_with(&on_the_rack), "{next}");
    }
}

#[test]
fn the_more_plates_there_are_the_more_are_wet_at_once() {
    assert_eq!(wet(tokio()).len(), 6);
    // A busy machine may let a plate get dry before the last is washed. With a rack for two, four are wet at most.
    assert!(
        wet(tokio()).into_iter().max() > Some(4),
        "{:?}",
        wet(tokio())
    );
    let run = observe::program!("pipeline_unbounded-tokio")
        .arg("16")
        .run();
    assert!(wet(&run).into_iter().max() > Some(8), "{:?}", wet(&run));
}

#[test]
fn the_last_plate_is_wet_for_several_times_as_long_as_the_first() {
    let ages = tokio().numbers::<usize>(" is dry, ", " ms");
    assert_eq!(ages.len(), 6);
    assert!(ages[5] > 2 * ages[0], "{ages:?}");
}

#[test]
fn all_are_dry_in_the_end() {
    let out = tokio().out();
    assert_eq!(
        tokio().numbers::<usize>("dryer: plate ", " is dry"),
        [1, 2, 3, 4, 5, 6]
    );
    assert!(out[out.len() - 1].ends_with(" ms, 0 wet"));
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio()]);
}
