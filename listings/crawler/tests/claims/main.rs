//! What the book says of `crawler`, each sentence held by a run.

mod sites;

use observe::{Program, Run};
use sites::{BAD, bad, good, site};
use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

observe::runs! {
    sync: "crawler-sync",
    threads: "crawler-threads",
    tokio: "crawler-tokio",
    async_std: "crawler-async-std",
}

/// With as many pages at a time as there are.
fn unbounded() -> &'static [Run; 3] {
    static RUNS: OnceLock<[Run; 3]> = OnceLock::new();
    RUNS.get_or_init(|| at_a_time("100"))
}

/// One crowd at a time.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// With so many pages at a time.
fn at_a_time(number: &str) -> [Run; 3] {
    let _alone = alone();
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
    for run in at_a_time("1").iter().chain([sync()]) {
        assert!(took(run) >= Duration::from_millis(1100), "{}", run.stdout());
        assert!((5..32).contains(&piece(run)), "{}", run.stdout());
    }
}

#[test]
fn for_a_moment_the_server_has_the_page_that_was_given_up_and_the_next() {
    for run in at_a_time("1").iter().chain([sync()]) {
        assert_eq!(number(run, " at a time"), 2, "{}", run.stdout());
    }
}

#[test]
fn at_most_three_pages_are_under_way_at_a_time() {
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(number(run, " at a time"), 3, "{}", run.name);
    }
}

#[test]
fn the_number_at_a_time_is_the_callers_to_choose() {
    for run in unbounded() {
        // As many as the first page links to.
        assert!(number(run, " at a time") >= 4, "{}", run.name);
    }
    // The bound holds too when one of two pages is there while others wait.
    for run in at_a_time("2") {
        assert_eq!(number(&run, " at a time"), 2, "{}", run.name);
    }
}

#[test]
fn any_number_at_a_time_finds_the_same() {
    // None at a time counts as one.
    let none = at_a_time("0");
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
fn several_at_a_time_are_sooner_done() {
    for run in [threads(), tokio(), async_std()] {
        // The first page, and the time-out of the long one.
        assert!(took(run) >= Duration::from_millis(700), "{}", run.name);
        assert!(took(run) < took(sync()), "{}", run.name);
    }
}

/// What each model makes of the site at this address.
fn crawl_of(at_a_time: &str, site: SocketAddr) -> [Run; 4] {
    // The listings themselves first, so that no crowd disturbs them.
    for run in [sync(), threads(), tokio(), async_std()] {
        assert!(run.success(), "{}", run.name);
    }
    let _alone = alone();
    let programs = [
        observe::program!("crawler-sync"),
        observe::program!("crawler-threads"),
        observe::program!("crawler-tokio"),
        observe::program!("crawler-async-std"),
    ];
    thread::scope(|s| {
        let run = |program: Program| {
            let program = program.arg(at_a_time).arg(site.to_string());
            s.spawn(move || program.run())
        };
        programs.map(run).map(|run| run.join().unwrap())
    })
}

/// What is said of this path.
#[track_caller]
fn said<'a>(run: &'a Run, path: &str) -> &'a str {
    let lines = run.out();
    let mut lines = lines
        .iter()
        .filter_map(|l| l.strip_prefix(path)?.strip_prefix(": "));
    lines
        .next()
        .unwrap_or_else(|| panic!("{}: no {path}: {}", run.name, run.stdout()))
}

/// A site of bad pages, and a good one.
fn bad_pages() -> &'static [Run; 4] {
    static RUNS: OnceLock<[Run; 4]> = OnceLock::new();
    RUNS.get_or_init(|| {
        let site = site(|mut client, path| match path {
            "/" => good(&mut client, &(BAD.join(" ") + " /good")),
            path => bad(client, path),
        });
        crawl_of("20", site.address)
    })
}

#[test]
fn a_bad_page_ends_neither_the_crawl_nor_a_good_page() {
    for run in bad_pages() {
        assert!(run.success(), "{}: {}", run.name, run.stderr());
        assert_eq!(said(run, "/"), "200, 10 links", "{}", run.name);
        assert_eq!(said(run, "/good"), "200, 0 links", "{}", run.name);
        for path in BAD {
            let said = said(run, path);
            assert!(!said.starts_with("200"), "{} {path}: {said}", run.name);
        }
    }
}

#[test]
fn a_page_without_end_costs_no_more_than_the_limit() {
    for run in bad_pages() {
        let said = said(run, "/no-end");
        assert!(!said.starts_with("200"), "{}: {said}", run.name);
        #[cfg(target_os = "linux")]
        assert!(
            run.peak_memory < Some(40 << 20),
            "{}: {:?}",
            run.name,
            run.peak_memory
        );
    }
}

#[test]
fn a_byte_now_and_then_does_not_keep_the_crawl() {
    let words = [
        "timeout: global",
        "timeout: global",
        "deadline has elapsed",
        "future has timed out",
    ];
    for (run, words) in bad_pages().iter().zip(words) {
        for path in [
            "/silent",
            "/a-byte-now-and-then",
            "/a-byte-of-head-now-and-then",
        ] {
            assert_eq!(said(run, path), words, "{} {path}", run.name);
        }
    }
}

#[test]
fn no_link_and_no_redirect_leads_to_another_host() {
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    other.set_nonblocking(true).unwrap();
    let host = other.local_addr().unwrap();
    let links = format!("@{host}/ .{host}/ http://{host}/ :80@{host}/ //{host}/ /redirect");
    let site = site(move |mut client, path| match path {
        "/" => good(&mut client, &links),
        "/redirect" => {
            let to = format!("HTTP/1.1 302 Found\r\nLocation: http://{host}/\r\n");
            client.write_all((to + "Content-Length: 0\r\nConnection: close\r\n\r\n").as_bytes())
        }
        _ => good(&mut client, ""),
    });
    for run in crawl_of("1", site.address) {
        assert_eq!(said(&run, "/"), "200, 2 links", "{}", run.name);
        assert_eq!(said(&run, "/redirect"), "302, 0 links", "{}", run.name);
        assert_eq!(
            said(&run, &format!("//{host}/")),
            "200, 0 links",
            "{}",
            run.name
        );
    }
    assert_eq!(
        other.accept().unwrap_err().kind(),
        io::ErrorKind::WouldBlock
    );
    assert_eq!(site.asked.lock().unwrap().len(), 4 * 3);
}

#[test]
fn a_site_without_end_is_cut_off() {
    let site = site(|mut client, path| {
        // Each page links to two new ones.
        let n: u64 = path.trim_start_matches('/').parse().unwrap_or(1);
        good(&mut client, &format!("/{} /{}", 2 * n, 2 * n + 1))
    });
    for run in crawl_of("4", site.address) {
        let pages = run.out().len() - 1;
        assert_eq!(pages, 200, "{}", run.name);
    }
}

#[test]
#[cfg(unix)]
fn the_site_survives_its_clients() {
    let said = sites::stage(
        "crawler-sync",
        env!("CARGO_BIN_EXE_crawler-sync"),
        |address| {
            let connect = || TcpStream::connect(address).unwrap();
            let silent: Vec<_> = (0..3).map(|_| connect()).collect();
            for _ in 0..5 {
                let stream = connect();
                socket2::SockRef::from(&stream)
                    .set_linger(Some(Duration::ZERO))
                    .unwrap();
                drop(stream);
                drop(connect());
                connect().write_all(b"GET /books HTTP/1.1\r\nHo").unwrap();
                connect().write_all(b"\0\0\0\r\n\r\n").unwrap();
                connect()
                    .write_all(b"GET /books HTTP/1.1\r\nHost: x\r\n\r\n")
                    .unwrap();
            }
            let mut client = connect();
            client
                .write_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                .unwrap();
            let answer = io::read_to_string(client).unwrap();
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
            drop(silent);
        },
    );
    assert!(said.contains(" requests for 2 pages"), "{said}");
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
