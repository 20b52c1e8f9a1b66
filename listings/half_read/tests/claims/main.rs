//! What the book says of `half_read`, each sentence held by a run. The claims assume that a thread or a timer is late by
//! less than 100 ms.

mod kept;

observe::runs! {
    tokio: "half_read-tokio",
    async_std: "half_read-async-std",
}

#[test]
fn a_dropped_read_exact_loses_the_half_that_it_has_read() {
    for run in [tokio(), async_std()] {
        assert!(!run.stdout().contains("Be"), "{}", run.name);
        assert_eq!(
            run.out()[..2],
            ["welcome, Anna", "guests so far: 1"],
            "{}",
            run.name
        );
    }
}

#[test]
fn all_names_after_the_lost_half_are_cut_in_the_wrong_place() {
    for run in [tokio(), async_std()] {
        assert_eq!(
            run.out()[2..],
            ["welcome, rtCa", "the door is closed, guests: 2"],
            "{}",
            run.name
        );
    }
}

#[test]
fn no_error_tells_of_the_loss() {
    for run in [tokio(), async_std()] {
        assert!(run.success() && run.stderr().is_empty(), "{}", run.name);
        assert_eq!(run.out().len(), 4, "{}", run.name);
    }
}

#[test]
fn the_reader_of_python_keeps_the_half() {
    let Some(python) = observe::python!("half_read") else {
        return;
    };
    let run = python.run();
    assert_eq!(
        run.out(),
        [
            "welcome, Anna",
            "guests so far: 1",
            "welcome, Bert",
            "welcome, Carl",
            "the door is closed, guests: 3"
        ]
    );
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio(), async_std()]);
}
