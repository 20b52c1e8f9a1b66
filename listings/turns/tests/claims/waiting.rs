//! What the book says of `turns_waiting`, each sentence held by a run.

observe::runs! {
    threads: "turns_waiting-threads",
}

/// The number in the line that begins with `start`.
fn number(start: &str) -> u64 {
    let lines = threads().out();
    let line = lines.iter().find_map(|line| line.strip_prefix(start));
    let number = line.and_then(|rest| rest.split(' ').next()?.parse().ok());
    number.unwrap_or_else(|| panic!("a number after `{start}` in {lines:?}"))
}

#[test]
fn waiting_threads_take_next_to_no_processor_time() {
    // A thousand threads that wait for 200 ms each: less than half of what one that computes would take.
    assert!(number("processor time for all: ") < 100);
}

#[test]
#[cfg(target_os = "linux")]
fn a_waiting_thread_occupies_some_kilobytes() {
    let kib = number("memory for each: ");
    assert!((1..=64).contains(&kib), "{kib} KiB");
}

#[test]
#[cfg(target_os = "linux")]
fn all_thousand_are_there_at_once() {
    assert_eq!(threads().threads, Some(1_001), "main and a thousand");
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads()]);
}
