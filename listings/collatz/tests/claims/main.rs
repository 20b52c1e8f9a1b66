//! What the book says of `collatz`, each sentence held by a run.

mod blocked;

observe::runs! {
    sync: "collatz-sync",
    threads: "collatz-threads",
    rayon: "collatz-rayon",
}

#[test]
fn all_versions_find_the_same_chain() {
    for run in [sync(), threads(), rayon()] {
        let found = "below 100000, 77031 takes the most steps: 350";
        assert_eq!(run.out(), [found], "{}", run.name);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn rayon_has_a_thread_per_core_beside_main() {
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    assert_eq!(rayon().threads, Some(1 + cores));
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), rayon()]);
}
