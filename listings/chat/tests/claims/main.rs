//! What the book says of `chat`, each sentence held by a run.

use observe::Run;
#[cfg(unix)]
use observe::server::{Binary, LONG, Server, each, reset, send_until_the_end, stay_silent};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

/// As `observe::runs!`, with arguments; and a program that hangs is waited for only once.
macro_rules! once {
    ($($function:ident: $name:literal $(with $arg:literal)*),+ $(,)?) => {$(
        fn $function() -> &'static Run {
            static RUN: OnceLock<Result<Run, String>> = OnceLock::new();
            let program = || observe::program!($name)$(.arg($arg))*;
            let run = RUN.get_or_init(|| program().try_run().map_err(|e| e.to_string()));
            run.as_ref().unwrap_or_else(|error| panic!("{error}"))
        }
    )+};
}

once! {
    sync: "chat-sync",
    threads: "chat-threads",
    tokio: "chat-tokio",
    async_std: "chat-async-std",
    // Five quick guests, and a slow one that sleeps for eight seconds.
    sync_asleep: "chat-sync" with "5" with "8000",
    threads_asleep: "chat-threads" with "5" with "8000",
    tokio_asleep: "chat-tokio" with "5" with "8000",
    async_std_asleep: "chat-async-std" with "5" with "8000",
}

fn all() -> [&'static Run; 4] {
    [sync(), threads(), tokio(), async_std()]
}

fn asleep() -> [&'static Run; 4] {
    let runs = [sync_asleep, threads_asleep, tokio_asleep, async_std_asleep];
    thread::scope(|s| {
        let runs = runs.map(|run| s.spawn(run));
        runs.map(|run| run.join().expect("it has run to its end"))
    })
}

/// How long a line was under way, at most.
#[track_caller]
fn longest(run: &Run) -> Duration {
    let ms = run.between("36 lines, each heard by all within ", " ms");
    Duration::from_secs_f64(ms.parse::<f64>().expect(ms) / 1000.0)
}

/// The last that the slow guest reads.
#[track_caller]
fn last(run: &Run) -> &str {
    run.between("lines to read, at the end: ", "\n")
}

#[test]
fn who_joins_and_who_leaves_is_announced_to_all() {
    for run in all() {
        let out = run.out();
        let joined: Vec<_> = out.iter().filter(|l| l.ends_with("joined")).collect();
        let left: Vec<_> = out.iter().filter(|l| l.ends_with("left")).collect();
        let guests = |numbers: [u8; 4]| numbers.map(|n| format!("* guest {n} joined"));
        assert_eq!(joined, guests([1, 2, 3, 4]).each_ref(), "{}", run.name);
        // No guest is left to hear that the first one leaves.
        let wanted = ["* guest 3 left", "* guest 2 left"];
        assert_eq!(left, wanted.each_ref(), "{}", run.name);
    }
}

#[test]
fn all_hear_every_line_in_the_same_order() {
    for run in all() {
        let out = run.out();
        // Where a guest hears another line than the next, it prints that one.
        assert!(!out.iter().any(|line| line.starts_with("guest")), "{out:?}");
        assert!(longest(run) > Duration::ZERO, "{out:?}");
    }
}

#[test]
fn a_guest_that_does_not_read_is_dropped_and_all_others_hear_of_it() {
    for run in all() {
        let out = run.out();
        let slow = out.iter().filter(|line| line.starts_with("* too slow"));
        assert_eq!(slow.clone().count(), 3, "{out:?}");
        assert!(slow.clone().all(|line| *line == "* too slow: guest 4"));
    }
}

#[test]
fn when_it_reads_again_it_is_told() {
    for run in all() {
        assert_eq!(last(run), "* you are too slow", "{}", run.name);
    }
}

#[test]
fn what_was_said_after_it_was_dropped_is_not_sent_to_it() {
    for run in all() {
        let lines: usize = run
            .between("the slow guest has ", " lines")
            .parse()
            .unwrap();
        // Its own arrival was read before. The queue was full, and the last line is not a guest's.
        assert!((16 + 1..36).contains(&lines), "{lines}");
    }
}

#[test]
fn no_guest_waits_for_the_slow_one() {
    for run in all().into_iter().chain(asleep()) {
        // It takes nothing until all is said. A server that waited for it would do so until a write fails.
        assert!(longest(run) < Duration::from_secs(3), "{}", run.stdout());
        assert!(longest(run) < run.elapsed, "{}", run.stdout());
    }
}

#[test]
fn a_guest_that_sleeps_on_is_cut_off_without_a_word() {
    for run in asleep() {
        assert!(run.elapsed >= Duration::from_secs(8), "{}", run.name);
        assert!(last(run).starts_with("guest "), "{}", run.stdout());
    }
}

#[test]
fn a_guest_that_is_cut_off_was_dropped_before() {
    for run in asleep() {
        let out = run.out();
        let slow = out.iter().filter(|line| **line == "* too slow: guest 6");
        assert_eq!(slow.count(), 5, "{out:?}");
        assert!(!out.contains(&"* guest 6 left"), "{out:?}");
    }
}

#[test]
fn in_turn_a_line_waits_for_the_next_round() {
    // It is told in the round after the one in which it was said, and the thread sleeps between them.
    assert!(longest(sync()) >= Duration::from_millis(2));
}

#[test]
#[cfg(target_os = "linux")]
fn two_threads_for_each_guest_or_one_for_all() {
    assert!(threads().threads >= Some(10), "{:?}", threads().threads);
    for run in [sync(), tokio()] {
        assert_eq!(run.threads, Some(1), "{}", run.name);
        assert!(longest(run) > Duration::ZERO, "{}", run.name);
    }
}

#[cfg(unix)]
const SYNC: Binary = ("chat-sync", env!("CARGO_BIN_EXE_chat-sync"));
#[cfg(unix)]
const THREADS: Binary = ("chat-threads", env!("CARGO_BIN_EXE_chat-threads"));
#[cfg(unix)]
const TOKIO: Binary = ("chat-tokio", env!("CARGO_BIN_EXE_chat-tokio"));
#[cfg(unix)]
const ASYNC_STD: Binary = ("chat-async-std", env!("CARGO_BIN_EXE_chat-async-std"));
#[cfg(unix)]
const ALL: [Binary; 4] = [SYNC, THREADS, TOKIO, ASYNC_STD];

#[cfg(unix)]
/// A polite guest.
struct Guest {
    server: &'static str,
    stream: BufReader<TcpStream>,
}

#[cfg(unix)]
/// Comes in, and reads that a guest has joined.
#[track_caller]
fn join(server: &Server) -> Guest {
    try_to_join(server).expect(server.name)
}

#[cfg(unix)]
fn try_to_join(server: &Server) -> Option<Guest> {
    let mut stream = BufReader::new(server.connect());
    let mut line = String::new();
    // A guest that came before may leave only now.
    while !line.ends_with(" joined\n") {
        line.clear();
        let read = stream.read_line(&mut line).ok()?;
        (read > 0).then_some(())?;
    }
    let server = server.name;
    Some(Guest { server, stream })
}

/// Comes in, though it may be sent away at first: for want of a thread, or because it was silent.
#[cfg(unix)]
fn join_at_last(server: &Server) -> Guest {
    let start = Instant::now();
    loop {
        if let Some(guest) = try_to_join(server) {
            return guest;
        }
        assert!(start.elapsed() < LONG, "{}: no guest comes in", server.name);
    }
}

#[cfg(unix)]
impl Guest {
    #[track_caller]
    fn say(&mut self, text: &[u8]) {
        self.stream.get_mut().write_all(text).expect(self.server);
    }

    /// Reads until a line ends so, and says how many lines came before it.
    #[track_caller]
    fn hear(&mut self, wanted: &str) -> usize {
        for before in 0.. {
            let mut line = String::new();
            let read = self.stream.read_line(&mut line).expect(self.server);
            assert!(read > 0, "{}: `{wanted}` did not come", self.server);
            assert_ne!(line, "* you are too slow\n", "{}", self.server);
            if line.ends_with(wanted) {
                return before;
            }
        }
        unreachable!()
    }
}

#[cfg(unix)]
/// One server for each model, with two polite guests, and all rude ones at the same time.
#[track_caller]
fn rude() -> &'static [&'static str] {
    static NAMES: OnceLock<Vec<&str>> = OnceLock::new();
    NAMES.get_or_init(|| {
        each(&ALL, 600_000, "", |server| {
            let (mut a, mut b) = (join(server), join(server));
            thread::scope(|s| {
                let x = [b'x'; 1000];
                let endless = s.spawn(move || send_until_the_end(server, &x, Duration::ZERO));
                let _silent = server.connect();
                for _ in 0..10 {
                    drop(server.connect());
                    reset(server.connect());
                    let mut half = server.connect();
                    half.write_all(b"half a li").expect(server.name);
                    drop(half);
                    let mut half = server.connect();
                    half.write_all(b"half a li").expect(server.name);
                    reset(half);
                    // Not so many at a time that a machine too busy to serve the polite ones would drop them.
                    for _ in 0..4 {
                        a.hear(" left\n");
                        b.hear(" left\n");
                    }
                }
                endless.join().expect("it is sent away");
            });
            let mut odd = join(server);
            odd.say(b"\xff\xfe is not UTF-8\n");
            let heard = ": \u{fffd}\u{fffd} is not UTF-8\n";
            a.hear(heard);
            b.hear(heard);
            let ten: String = (1..=10).map(|n| format!("line {n}\n")).collect();
            odd.say(ten.as_bytes());
            for guest in [&mut a, &mut b, &mut odd] {
                guest.hear(": line 1\n");
                for n in 2..=10 {
                    let line = format!(": line {n}\n");
                    assert_eq!(guest.hear(&line), 0, "{}: {line}", server.name);
                }
            }
            a.say(b"still here?\n");
            b.hear("guest 1: still here?\n");
            server.name
        })
    })
}

#[test]
#[cfg(unix)]
fn guests_that_reset_hang_up_or_stop_half_way_end_no_other() {
    assert_eq!(rude().len(), 4);
}

#[test]
#[cfg(unix)]
fn a_line_without_an_end_ends_its_guest() {
    assert_eq!(rude().len(), 4);
    each(&ALL, 600_000, "", |server| {
        let (mut a, mut b) = (join(server), join(server));
        let longest = format!("{}\n", "x".repeat(32_767));
        b.say(longest.as_bytes());
        a.hear(&format!(": {longest}"));
        b.hear(&format!(": {longest}"));
        b.say(&[b'x'; 32_768]);
        a.hear("* guest 2 left\n");
    });
}

#[test]
#[cfg(unix)]
fn a_line_that_is_not_utf_8_is_repaired_in_every_model() {
    assert_eq!(rude().len(), 4);
}

#[test]
#[cfg(unix)]
fn ten_lines_in_one_packet_throw_out_no_guest_who_reads() {
    assert_eq!(rude().len(), 4);
}

#[test]
#[cfg(unix)]
fn a_hundred_pasted_lines_throw_out_no_guest_on_one_thread() {
    each(&[SYNC, TOKIO], 600_000, "", |server| {
        let (mut a, mut b) = (join(server), join(server));
        let lines: String = (1..=100).map(|n| format!("line {n}\n")).collect();
        a.say(lines.as_bytes());
        for guest in [&mut a, &mut b] {
            guest.hear(": line 1\n");
            for n in 2..=100 {
                assert_eq!(guest.hear(&format!(": line {n}\n")), 0, "{}", server.name);
            }
        }
    });
}

#[cfg(unix)]
/// How long a guest may be silent.
const SILENCE: Duration = Duration::from_millis(400);

#[test]
#[cfg(unix)]
fn a_guest_that_says_nothing_is_sent_away() {
    each(&ALL, SILENCE.as_millis() as u64, "", |server| {
        let stayed = stay_silent(server);
        assert!(stayed >= SILENCE, "{}: {stayed:?}", server.name);
        join_at_last(server);
    });
}

#[test]
#[cfg(unix)]
fn a_guest_that_does_not_end_its_line_in_time_is_sent_away() {
    each(&ALL, SILENCE.as_millis() as u64, "", |server| {
        let stayed = send_until_the_end(server, b"x", Duration::from_millis(20));
        assert!(stayed >= SILENCE, "{}: {stayed:?}", server.name);
        join_at_last(server);
    });
}

#[test]
#[cfg(target_os = "linux")]
fn without_a_free_file_the_guests_talk_on_and_later_others_come_in() {
    each(&ALL, 600_000, "ulimit -n 16", |server| {
        let (mut a, mut b) = (join(server), join(server));
        let silent: Vec<_> = (0..12).map(|_| server.connect()).collect();
        let start = Instant::now();
        while !server.file("err").contains("accept: ") {
            assert!(start.elapsed() < LONG, "{}: has files", server.name);
            thread::sleep(Duration::from_millis(5));
        }
        a.say(b"is it full?\n");
        b.hear("guest 1: is it full?\n");
        drop(silent);
        let mut c = join(server);
        c.say(b"here I am\n");
        b.hear(": here I am\n");
    });
}

#[test]
#[cfg(target_os = "linux")]
fn a_guest_for_whom_there_is_no_thread_is_sent_away_and_no_other() {
    // Room for eight stacks of 32 MiB, and for much more than the program needs besides.
    let limit = "export RUST_MIN_STACK=33554432 MALLOC_ARENA_MAX=1; ulimit -v 300000";
    let server = &Server::start(THREADS, 600_000, limit);
    let (mut a, mut b) = (join(server), join(server));
    let silent: Vec<_> = (0..60).map(|_| server.connect()).collect();
    let start = Instant::now();
    while !server.file("err").contains("thread for a guest: ") {
        assert!(start.elapsed() < LONG, "{}", server.file("err"));
        thread::sleep(Duration::from_millis(5));
    }
    a.say(b"still here?\n");
    b.hear("guest 1: still here?\n");
    drop(silent);
    // When the others have left, there are threads again.
    join_at_last(server);
}

#[test]
#[cfg(target_os = "linux")]
fn ten_thousand_guests_one_after_the_other_leave_no_memory_behind() {
    each(&ALL, 600_000, "", |server| {
        let memory = || {
            // The last guest's threads or task may need a moment to end.
            thread::sleep(Duration::from_millis(50));
            server.memory()
        };
        (0..1000).for_each(|_| drop(join(server)));
        let before = memory();
        (1000..10_000).for_each(|_| drop(join(server)));
        let after = memory();
        let name = server.name;
        assert!(after <= before + (1 << 20), "{name}: {before} to {after}");
    });
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&all());
}
