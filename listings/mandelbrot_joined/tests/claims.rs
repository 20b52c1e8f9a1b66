//! What the book says of `mandelbrot_joined`, each sentence held by a run.

observe::runs! {
    tokio: "mandelbrot_joined-tokio",
    async_std: "mandelbrot_joined-async-std",
}

#[test]
fn joined_rows_are_the_same_picture() {
    for run in [tokio(), async_std()] {
        assert_eq!(
            run.out(),
            ["720 × 480 points, 87726 of them inside"],
            "{}",
            run.name
        );
    }
}

#[test]
#[cfg(target_os = "linux")]
fn joined_rows_are_computed_by_one_thread_however_many_the_runtime_has() {
    // The runtime's other threads are there and idle: the first one computes nearly all of the time it does not queue.
    for run in [tokio(), async_std()] {
        assert_eq!(run.out().len(), 1, "{}", run.name);
        let computed = run.computed().expect("Linux tells");
        let waited = run.waited().expect("Linux tells");
        assert!(computed > waited, "{}: {computed:?}, {waited:?}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio(), async_std()]);
}
