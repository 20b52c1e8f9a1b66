//! What the book says of `ticks`, each sentence held by a run. The claims assume that a thread or a timer is late by less
//! than 100 ms.

mod channel;
mod stopped;

use std::time::Duration;

observe::runs! {
    sync: "ticks-sync",
    threads: "ticks-threads",
    tokio: "ticks-tokio",
    async_std: "ticks-async-std",
}

#[test]
fn an_iterator_and_a_stream_make_a_value_when_they_are_asked() {
    for run in [sync(), tokio(), async_std()] {
        assert_eq!(
            run.out_before_the_time(),
            [
                "source: here is 1",
                "main: I have used 1",
                "source: here is 2",
                "main: I have used 2"
            ],
            "{}",
            run.name
        );
    }
}

#[test]
fn making_and_using_add_up_where_the_loop_asks() {
    for run in [sync(), tokio(), async_std()] {
        assert_eq!(run.out_before_the_time().len(), 4, "{}", run.name);
        assert!(
            run.elapsed >= Duration::from_millis(600),
            "{}: {:?}",
            run.name,
            run.elapsed
        );
    }
}

#[test]
fn a_thread_goes_on_making_values_while_the_loop_uses_one() {
    assert_eq!(
        threads().out_before_the_time(),
        [
            "source: here is 1",
            "source: here is 2",
            "main: I have used 1",
            "main: I have used 2"
        ]
    );
    assert!(threads().printed_seconds() < sync().printed_seconds());
}

#[test]
fn an_async_generator_in_python_makes_a_value_when_it_is_asked() {
    let Some(python) = observe::python!("ticks") else {
        return;
    };
    let run = python.run();
    assert_eq!(
        run.out_before_the_time()[..3],
        [
            "source: here is 1",
            "main: I have used 1",
            "source: here is 2"
        ]
    );
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio(), async_std()]);
}
