//! What the book says of `accounts`, each sentence held by a run.

mod awaited;

use observe::Run;

observe::runs! {
    sync: "accounts-sync",
    threads: "accounts-threads",
    tokio: "accounts-tokio",
    async_std: "accounts-async-std",
}

fn all() -> [&'static Run; 4] {
    [sync(), threads(), tokio(), async_std()]
}

/// How many transfers were made, and how many of them were refused.
fn transfers(run: &Run) -> (u64, u64) {
    let line = run.out()[0];
    let (made, refused) = line.split_once(" transfers, ").expect(line);
    let refused = refused.strip_suffix(" refused").expect(line);
    (made.parse().expect(line), refused.parse().expect(line))
}

#[test]
fn no_money_is_lost_in_any_model() {
    for run in all() {
        assert!(run.success(), "{}: {}", run.name, run.stderr());
        let right = "200 audits right, 100000 in the end";
        assert_eq!(run.out()[1], right, "{}", run.name);
    }
}

#[test]
fn the_same_transfers_are_asked_for_and_about_as_many_refused() {
    let (_, in_turn) = transfers(sync());
    for run in all() {
        let (made, refused) = transfers(run);
        assert_eq!(made, 200_000, "{}", run.name);
        assert!(
            refused.abs_diff(in_turn) < in_turn / 20,
            "{}: {refused}",
            run.name
        );
    }
}

#[test]
fn a_transfer_from_an_account_to_itself_stops_no_clerk() {
    // What the four clerks draw: each account pays, and is paid, as likely as any other.
    let drawn = (0..4).flat_map(|seed| {
        let mut rng = fastrand::Rng::with_seed(seed);
        std::iter::repeat_with(move || {
            let (from, to) = (rng.usize(..100), rng.usize(..100));
            (from, to, rng.u64(1..=1_000))
        })
        .take(50_000)
    });
    let same = drawn.filter(|(from, to, _)| from == to).count() as u64;
    assert!(same > 1_000, "{same}");
    for run in all() {
        let (made, refused) = transfers(run);
        assert!(run.success(), "{}: {}", run.name, run.stderr());
        assert_eq!(made, 200_000, "{}", run.name);
        assert!(refused > same, "{}: {refused}, {same}", run.name);
    }
}

#[test]
fn in_turn_the_same_transfers_are_refused_in_every_run() {
    let again = observe::program!("accounts-sync").run();
    assert_eq!(transfers(&again), transfers(sync()));
}

#[test]
#[cfg(target_os = "linux")]
fn each_clerk_has_a_thread_beside_main_or_all_of_them_have_one() {
    // More work than on the page, so that the last thread starts before the first is done.
    let days = "300";
    let in_turn = observe::program!("accounts-sync").arg(days).run();
    let threads = observe::program!("accounts-threads").arg(days).run();
    assert_eq!(transfers(&in_turn).0, transfers(&threads).0);
    assert_eq!((in_turn.threads, threads.threads), (Some(1), Some(5)));
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&all());
}
