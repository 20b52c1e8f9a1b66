//! What the book says of `orderings_spin`, each sentence held by a run.

observe::runs! {
    threads: "orderings_spin-threads",
}

/// How often it looked at the spin lock.
fn looks(run: &observe::Run) -> u64 {
    let looks = run.out().into_iter().find_map(|line| {
        let looks = line.strip_prefix("main has the spin lock, after ")?;
        looks.strip_suffix(" looks")?.parse().ok()
    });
    looks.unwrap_or_else(|| panic!("{}: no number of looks", run.name))
}

#[test]
fn a_spin_lock_is_looked_at_again_and_again() {
    assert!(looks(threads()) > 1_000, "{}", looks(threads()));
}

#[test]
#[cfg(target_os = "linux")]
fn a_thread_that_spins_uses_its_core_and_a_thread_that_waits_for_a_mutex_does_not() {
    let _alone = observe::alone();
    let held = std::time::Duration::from_millis(150);
    let program = || observe::program!("orderings_spin-threads");
    let (spin, mutex) = (program().arg("spin").run(), program().arg("mutex").run());
    assert_eq!(mutex.out(), ["main has the mutex, after one call"]);
    assert!(looks(&spin) > 1);
    // How long the first thread waited for something other than a core.
    let waited = |run: &observe::Run| run.waited().expect("Linux tells it");
    // Less than `held`, if this thread had to wait for a core when the other slept already.
    assert!(waited(&mutex) >= held / 2, "{:?}", waited(&mutex));
    assert!(waited(&spin) * 2 < waited(&mutex), "{:?}", waited(&spin));
    let computed = |run: &observe::Run| run.computed().expect("Linux tells it");
    assert!(computed(&spin) > computed(&mutex));
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads()]);
}
