//! What the book says of `never_due_deadline`, each sentence held by a run.

observe::runs! {
    tokio: "never_due_deadline-tokio",
    async_std: "never_due_deadline-async-std",
}

#[test]
fn a_due_time_outside_the_loop_comes_while_lines_arrive() {
    for run in [tokio(), async_std()] {
        assert_eq!(
            run.out(),
            [
                r#"saved in time: ["one", "two", "three"]"#,
                r#"saved at the end: ["four", "five"]"#
            ],
            "{}",
            run.name
        );
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio(), async_std()]);
}
