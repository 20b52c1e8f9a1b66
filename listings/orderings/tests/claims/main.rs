//! What the book says of `orderings`, each sentence held by a run.

mod buffering;
mod spin;

observe::runs! {
    loom: "orderings-loom",
}

/// The results below this heading.
pub fn results<'a>(run: &'a observe::Run, heading: &str) -> Vec<&'a str> {
    let lines = run.out();
    let start = lines.iter().position(|line| *line == heading);
    let start = start.unwrap_or_else(|| panic!("{}: no {heading}", run.name)) + 1;
    let lines = lines.into_iter().skip(start).map(str::trim_start);
    lines.take_while(|line| !line.starts_with('(')).collect()
}

const IN_ORDER: [&str; 3] = [
    "ready is false, the number is 0",
    "ready is false, the number is 42",
    "ready is true, the number is 42",
];

#[test]
fn with_relaxed_a_reader_may_see_the_flag_and_not_the_number() {
    let found = results(loom(), "Relaxed:");
    assert!(
        found.contains(&"ready is true, the number is 0"),
        "{found:?}"
    );
    assert_eq!(found.len(), 4, "{found:?}");
}

#[test]
fn with_release_and_acquire_the_flag_brings_the_number() {
    assert_eq!(results(loom(), "Release and Acquire:"), IN_ORDER);
}

#[test]
fn a_search_that_meets_its_bound_fails_and_shows_no_result() {
    let program = observe::program!("orderings-loom");
    let run = program.env("LOOM_MAX_BRANCHES", "3").run();
    assert!(!run.success(), "it ended with {}", run.exit);
    assert_eq!(run.out(), ["Relaxed:"]);
    assert!(
        run.stderr().contains("exceeded maximum number of branches"),
        "{}",
        run.stderr()
    );
}

#[test]
fn limits_in_the_environment_do_not_shorten_the_search() {
    let program = observe::program!("orderings-loom");
    let program = program.env("LOOM_MAX_PERMUTATIONS", "1");
    let program = program.env("LOOM_CHECKPOINT_INTERVAL", "1");
    let run = program.env("LOOM_MAX_PREEMPTIONS", "0").run();
    assert!(run.success());
    assert_eq!(run.out().len(), 11, "{:?}", run.out());
    assert_eq!(run.out(), loom().out());
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[loom()]);
}
