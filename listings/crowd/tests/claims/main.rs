//! What the book says of `crowd`, each sentence held by a run.

mod bounded;

observe::runs! {
    tokio: "crowd-tokio",
}

#[test]
fn a_permit_inside_the_task_lets_all_tasks_exist() {
    assert_eq!(
        tokio().out(),
        ["20 jobs are done", "there were up to 20 tasks"]
    );
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio()]);
}
