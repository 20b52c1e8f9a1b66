//! What the book says of `ticks_stopped`, each sentence held by a run. The claims assume that a thread or a timer is late
//! by less than 150 ms.

observe::runs! {
    sync: "ticks_stopped-sync",
    threads: "ticks_stopped-threads",
    tokio: "ticks_stopped-tokio",
    async_std: "ticks_stopped-async-std",
}

#[test]
fn a_dropped_iterator_or_generator_ends_where_it_stands() {
    for run in [sync(), tokio(), async_std()] {
        assert_eq!(
            run.out(),
            [
                "source: here is 1",
                "main: I use 1",
                "source: here is 2",
                "main: I use 2",
                "source: closed",
                "main: I am done"
            ],
            "{}",
            run.name
        );
    }
}

#[test]
fn a_source_behind_a_channel_learns_it_at_its_next_send() {
    assert_eq!(
        threads().out()[4..],
        ["main: I am done", "source: here is 3", "source: closed"]
    );
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio(), async_std()]);
}
