//! What the book says of `crowd_bounded`, each sentence held by a run.

observe::runs! {
    tokio: "crowd_bounded-tokio",
}

#[test]
fn a_permit_before_the_spawn_bounds_the_tasks() {
    assert_eq!(
        tokio().out(),
        ["20 jobs are done", "there were up to 4 tasks"]
    );
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio()]);
}
