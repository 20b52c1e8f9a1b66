//! What the book says of `crawler`, each sentence held by a run.

use observe::Run;
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

observe::runs! {
    sync: "crawler-sync",
    threads: "crawler-threads",
    tokio: "crawler-tokio",
    async_std: "crawler-async-std",
}

/// With as many pages at once as there are.
fn unbounded() -> &'static [Run; 3] {
    static RUNS: OnceLock<[Run; 3]> = OnceLock::new();
    RUNS.get_or_init(|| at_once("100"))
}

/// With so many pages at once.
fn at_once(number: &str) -> [Run; 3] {
    let programs = [
        observe::program!("crawler-threads"),
        observe::program!("crawler-tokio"),
        observe::program!("crawler-async-std"),
    ];
    thread::scope(|s| {
        programs
            .map(|program| s.spawn(move || program.arg(number).run()))
            .map(|run| run.join().unwrap())
    })
}

/// What is said of each page.
#[track_caller]
fn report(run: &Run) -> Vec<(&str, &str)> {
    let pages = run.out().into_iter().take_while(|l| l.starts_with('/'));
    let pages: Vec<_> = pages
        .map(|line| line.split_once(": ").expect(line))
        .collect();
    assert_eq!(pages.len(), 6, "{}: {}", run.name, run.stdout());
    pages
}

/// The number right before `words` in what was printed.
#[track_caller]
fn number(run: &Run, words: &str) -> u64 {
    let text = run.stdout();
    let (before, _) = text.split_once(words).expect(text);
    let number = before.split_whitespace().next_back().expect(before);
    number.parse().expect(before)
}

/// The last piece of the long page that the server wrote.
#[track_caller]
fn piece(run: &Run) -> u64 {
    let text = run.stdout();
    let (_, piece) = text.split_once("at piece ").expect(text);
    let (piece, all) = piece.trim_end().split_once(" of ").expect(piece);
    assert_eq!(all, "100", "{}", run.name);
    piece.parse().expect(piece)
}

/// How long the crawl took, by the program's own clock.
fn took(run: &Run) -> Duration {
    Duration::from_millis(number(run, " ms\n"))
}

#[test]
fn each_page_is_asked_for_once() {
    for run in [sync(), threads(), tokio(), async_std()] {
        let counts = (number(run, " requests"), number(run, " pages, "));
        assert_eq!(counts, (6, 6), "{}", run.name);
    }
}

#[test]
fn every_model_finds_the_same_pages() {
    for run in [sync(), threads(), tokio(), async_std()] {
        let wanted = [
            ("/", "200, 6 links"),
            ("/books", "200, 4 links"),
            ("/books/1", "200, 2 links"),
            ("/books/2", "200, 3 links"),
        ];
        let report = report(run);
        assert_eq!(report[..4], wanted, "{}", run.name);
        assert_eq!(report[5], ("/gone", "404, 0 links"), "{}", run.name);
        assert_eq!(report[4].0, "/books/all", "{}", run.name);
    }
}

#[test]
fn the_report_is_in_the_order_of_the_paths() {
    for run in [sync(), threads(), tokio(), async_std()] {
        assert!(report(run).is_sorted(), "{}: {}", run.name, run.stdout());
    }
}

#[test]
fn a_page_that_takes_too_long_is_given_up() {
    let words = [
        "timeout: global",
        "timeout: global",
        "deadline has elapsed",
        "future has timed out",
    ];
    for (run, words) in [sync(), threads(), tokio(), async_std()]
        .into_iter()
        .zip(words)
    {
        assert_eq!(report(run)[4], ("/books/all", words), "{}", run.name);
        assert!(took(run) >= Duration::from_millis(600), "{}", run.name);
    }
}

#[test]
fn the_server_does_not_go_on_with_a_page_that_was_given_up() {
    for run in [sync(), threads(), tokio(), async_std()] {
        // More than the other pages have, and not the whole.
        assert!((5..100).contains(&piece(run)), "{}", run.stdout());
    }
    // Three pages come after it here, 300 ms in all. A page that was not given up would be at piece 36 by then.
    for run in at_once("1").iter().chain([sync()]) {
        assert!(took(run) >= Duration::from_millis(1100), "{}", run.stdout());
        assert!((5..32).contains(&piece(run)), "{}", run.stdout());
    }
}

#[test]
fn for_a_moment_the_server_has_the_page_that_was_given_up_and_the_next() {
    for run in at_once("1").iter().chain([sync()]) {
        assert_eq!(number(run, " at once"), 2, "{}", run.stdout());
    }
}

#[test]
fn at_most_three_pages_are_asked_for_at_once() {
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(number(run, " at once"), 3, "{}", run.name);
    }
}

#[test]
fn the_number_at_once_is_the_callers_to_choose() {
    for run in unbounded() {
        // As many as the first page links to.
        assert!(number(run, " at once") >= 4, "{}", run.name);
    }
    // The bound holds too when one of two pages is there while others wait.
    for run in at_once("2") {
        assert_eq!(number(&run, " at once"), 2, "{}", run.name);
    }
}

#[test]
fn any_number_at_once_finds_the_same() {
    // None at once counts as one.
    let none = at_once("0");
    let bounded = [threads(), tokio(), async_std()].into_iter().cycle();
    for (run, bounded) in unbounded().iter().chain(&none).zip(bounded) {
        assert_eq!(report(run), report(bounded), "{}", run.name);
        assert_eq!(number(run, " requests"), 6, "{}", run.name);
    }
}

#[test]
fn in_turn_every_page_is_paid_for() {
    // Five pages of 100 ms, and the time-out of the long one.
    assert!(took(sync()) >= Duration::from_millis(1100));
}

#[test]
fn several_at_once_are_sooner_done() {
    for run in [threads(), tokio(), async_std()] {
        // The first page, and the time-out of the long one.
        assert!(took(run) >= Duration::from_millis(700), "{}", run.name);
        assert!(took(run) < took(sync()), "{}", run.name);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_thread_for_each_page_or_one_for_all() {
    assert!(threads().threads >= Some(4), "{:?}", threads().threads);
    assert_eq!(tokio().threads, Some(1));
    // It had all of them.
    report(tokio());
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio(), async_std()]);
}
