//! What the book says of `ticks_channel`, each sentence held by a run. The claims assume that a thread or a timer is late by less
//! than 100 ms.

use observe::Exit;

observe::runs! {
    tokio: "ticks_channel-tokio",
    async_std: "ticks_channel-async-std",
}

#[test]
fn a_task_goes_on_making_values_while_the_loop_uses_one() {
    for run in [tokio(), async_std()] {
        assert_eq!(
            run.out_before_the_time(),
            [
                "source: here is 1",
                "source: here is 2",
                "main: I have used 1",
                "main: I have used 2"
            ],
            "{}",
            run.name
        );
    }
}

#[test]
fn the_loop_ends_when_the_last_sender_is_dropped() {
    for run in [tokio(), async_std()] {
        assert_eq!(
            run.out_before_the_time().last(),
            Some(&"main: I have used 2"),
            "{}",
            run.name
        );
        assert_eq!(run.exit, Exit::Code(0), "{}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio(), async_std()]);
}
