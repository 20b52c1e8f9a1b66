//! What the book says of `gather_panics_tasks`, each sentence held by a run.

use observe::Exit;

observe::runs! {
    tokio: "gather_panics_tasks-tokio",
    async_std: "gather_panics_tasks-async-std",
}

#[test]
fn a_panic_in_a_task_of_tokio_ends_that_task_only_and_the_handle_says_so() {
    let lines = tokio().out();
    assert_eq!(tokio().exit, Exit::Code(0));
    assert_eq!(lines[..2], ["c is here", "a is here"]);
    assert_eq!(
        lines[2..5],
        [
            "main has the text of a",
            "the task of b panicked: true",
            "main has the text of c"
        ]
    );
}

#[test]
fn who_awaits_a_task_of_async_std_that_panicked_panics() {
    assert_eq!(async_std().exit, Exit::Code(101));
    assert_eq!(async_std().out().last(), Some(&"main awaits b"));
}

#[test]
fn the_other_tasks_go_on() {
    for run in [tokio(), async_std()] {
        assert!(run.stderr().contains("no such page: b"), "{}", run.name);
        assert!(
            run.out().contains(&"c is here") && run.out().contains(&"a is here"),
            "{}",
            run.name
        );
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio(), async_std()]);
}
