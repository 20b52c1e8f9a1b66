//! What the book says of `gather`, each sentence held by a run. The claims assume that a thread or a timer is late by less
//! than 50 ms.

mod dropped;
mod fails;
mod many;
mod panics;
mod unordered;

use std::time::Duration;

observe::runs! {
    sync: "gather-sync",
    threads: "gather-threads",
    tokio: "gather-tokio",
    async_std: "gather-async-std",
}

#[test]
fn results_come_in_the_order_of_the_requests() {
    for run in [sync(), threads(), tokio(), async_std()] {
        assert_eq!(
            run.out_before_the_time()[3],
            "text of a, text of b, text of c",
            "{}",
            run.name
        );
    }
}

#[test]
fn the_pages_arrive_in_another_order_where_they_are_fetched_together() {
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(
            run.out_before_the_time()[..3],
            ["b is here", "c is here", "a is here"],
            "{}",
            run.name
        );
    }
}

#[test]
fn one_after_the_other_takes_the_sum_of_the_waits() {
    assert_eq!(
        sync().out_before_the_time()[..3],
        ["a is here", "b is here", "c is here"]
    );
    assert!(sync().elapsed >= Duration::from_millis(500));
}

#[test]
fn together_they_take_as_long_as_the_slowest() {
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(run.out_before_the_time().len(), 4, "{}", run.name);
        assert!(run.elapsed >= Duration::from_millis(250), "{}", run.name);
        assert!(
            run.printed_seconds() < sync().printed_seconds(),
            "{}",
            run.name
        );
    }
}

#[test]
fn gather_in_python_keeps_the_order_of_the_requests_too() {
    let Some(python) = observe::python!("gather") else {
        return;
    };
    let run = python.run();
    assert_eq!(
        run.out_before_the_time(),
        [
            "b is here",
            "c is here",
            "a is here",
            "text of a, text of b, text of c"
        ]
    );
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio(), async_std()]);
}
