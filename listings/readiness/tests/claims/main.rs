//! What the book says of `readiness`, each sentence held by a run. The claims assume that a thread is late by less than
//! 50 ms.

mod blocking;

observe::runs! {
    sync: "readiness-sync",
}

/// Who was answered, in this order.
pub fn answered(run: &observe::Run) -> Vec<&str> {
    let lines = run.out().into_iter();
    lines
        .filter_map(|line| line.strip_suffix(" is answered"))
        .collect()
}

/// How long this client waited for its answer, in ms.
pub fn waited(run: &observe::Run, name: &str) -> u64 {
    let heard = format!("{name} heard \"hello {name}\" after ");
    let waited = run.out().into_iter().find_map(|line| {
        let ms = line.strip_prefix(&heard)?.strip_suffix(" ms")?;
        ms.parse().ok()
    });
    waited.unwrap_or_else(|| panic!("{}: {name} heard nothing: {:?}", run.name, run.out()))
}

/// How often all sockets were asked, and how often in vain.
fn rounds() -> (u64, u64) {
    let numbers = sync().out().into_iter().find_map(|line| {
        let line = line.strip_prefix("asked all sockets ")?;
        let (rounds, in_vain) = line.split_once(" times, ")?;
        let in_vain = in_vain.strip_suffix(" times in vain")?;
        Some((rounds.parse().ok()?, in_vain.parse().ok()?))
    });
    numbers.expect("the server says how often it asked")
}

#[test]
fn the_client_that_speaks_first_is_answered_first() {
    assert_eq!(answered(sync()), ["bob", "cat", "ann"]);
}

#[test]
fn every_client_is_answered() {
    for name in ["ann", "bob", "cat"] {
        waited(sync(), name);
    }
}

#[test]
fn most_rounds_find_no_socket_ready() {
    let (rounds, in_vain) = rounds();
    // Three arrive and three speak: six rounds at most are not in vain.
    assert!(
        rounds > in_vain && rounds - in_vain <= 6,
        "{rounds}, {in_vain}"
    );
    assert!(in_vain > 6, "{in_vain}");
}

#[test]
#[cfg(target_os = "linux")]
fn the_server_has_one_thread() {
    assert_eq!(answered(sync()).len(), 3);
    assert_eq!(sync().threads, Some(1));
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync()]);
}
