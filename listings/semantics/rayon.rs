//! What happens when …: eighteen cases, with rayon.

use rayon::{ThreadPool, ThreadPoolBuilder};
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::process::Command;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;
use std::{env, thread};

fn main() {
    match env::args().nth(1).as_deref() {
        None => report([
            None,
            None,
            Some(panic_alone),
            Some(member_panics),
            Some(lock_of_a_panic),
            None,
            None,
            None,
            None,
            None,
            Some(member_blocks),
            None,
            Some(spawn_outside),
            None,
            None,
            Some(runtime_dropped),
            Some(main_ends_waiting),
            Some(main_ends_blocking),
        ]),
        Some("panics") => {
            rayon::spawn(fails);
            thread::sleep(2 * WAIT);
            println!("the program continues");
        }
        Some(_) => {
            let (work, watch) = work();
            rayon::spawn(|| waits(work, LIMIT));
            watch.started();
        }
    }
}

fn fails() {
    panic!("a job fails");
}

fn waits(work: Work, time: Duration) {
    work.starts();
    thread::sleep(time);
    work.finishes();
}

/// Two threads, also on a machine with one core.
fn pool() -> ThreadPool {
    let pool = ThreadPoolBuilder::new().num_threads(2).build();
    pool.expect("two threads")
}

fn member_panics() -> &'static str {
    let (work, watch) = work();
    let panicked = panics(|| rayon::join(fails, || waits(work, WAIT)));
    assert!(panicked, "the join passes the panic on");
    watch.end()
}

fn lock_of_a_panic() -> &'static str {
    let lock = Mutex::new(());
    let holder = || {
        let _guard = lock.lock();
        fails();
    };
    panics(|| rayon::join(holder, || ()));
    either(lock.is_poisoned(), "is poisoned", "is free")
}

fn member_blocks() -> &'static str {
    let (ran, has_run) = channel();
    let blocks = move || has_run.recv_timeout(LIMIT).is_ok();
    let (beside, _) = pool().join(blocks, move || ran.send(()));
    either(beside, "the other runs beside it", "the other waits")
}

fn spawn_outside() -> &'static str {
    let (work, watch) = work();
    thread::spawn(|| rayon::spawn(|| waits(work, WAIT)));
    match watch.end() {
        "continues to its end" => "works",
        other => other,
    }
}

fn runtime_dropped() -> &'static str {
    let (work, watch) = work();
    let pool = pool();
    pool.spawn(|| waits(work, 2 * WAIT));
    watch.started();
    drop(pool);
    assert!(watch.is_ended.try_recv().is_err(), "the drop does not wait");
    watch.end()
}

// The stage: the cases, and a piece of work that says what becomes of it.

const CASES: [&str; 18] = [
    "the handle of a task is dropped",
    "a task panics, and its handle is awaited",
    "a task panics, and no handle is left",
    "one of two joined members panics, and the other waits",
    "a lock, when a task that held it has panicked",
    "a task is cancelled while it waits",
    "a task is cancelled while it computes",
    "a time-out passes while the work waits",
    "a time-out passes while the work blocks its thread",
    "a time-out of zero, around work that is ready",
    "one of two joined members blocks its thread",
    "one of two joined members awaits 1,000 ready values",
    "spawn on a thread outside the runtime",
    "a timer on a thread outside the runtime",
    "block_on inside block_on",
    "the runtime is dropped while a task waits",
    "main returns while a task waits",
    "main returns while a blocking function runs",
];

const WAIT: Duration = Duration::from_millis(100);
/// Longer than any case takes.
const LIMIT: Duration = Duration::from_secs(10);

/// What a model does in a case; nothing if it has no such thing.
type Case = Option<fn() -> &'static str>;

fn report(cases: [Case; 18]) {
    // The panics are meant, and need no messages.
    panic::set_hook(Box::new(|_| {}));
    for (name, case) in CASES.iter().zip(cases) {
        println!("{name}: {}", case.map_or("does not exist", |case| case()));
    }
}

fn either(is: bool, yes: &'static str, no: &'static str) -> &'static str {
    if is { yes } else { no }
}

fn panics<T>(call: impl FnOnce() -> T) -> bool {
    catch_unwind(AssertUnwindSafe(call)).is_err()
}

/// This program again, as a process: what it prints, or how it ends.
fn again(case: &str) -> &'static str {
    let mut program = Command::new(env::current_exe().expect("it has a path"));
    // To print a backtrace takes longer than `WAIT`.
    let program = program.arg(case).env("RUST_BACKTRACE", "0");
    let output = program.output().expect("it starts");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    match printed.trim() {
        _ if !output.status.success() => "the program aborts",
        "" => "ends with the program, without its Drop",
        printed => printed.to_owned().leak(),
    }
}

fn panic_alone() -> &'static str {
    again("panics")
}

fn main_ends_waiting() -> &'static str {
    again("waits")
}

fn main_ends_blocking() -> &'static str {
    again("blocks")
}

/// A piece of work, and the place where its start and its end are seen.
fn work() -> (Work, Watch) {
    let (starts, is_started) = channel();
    let (ends, is_ended) = channel();
    let dropped = "is dropped where it waits";
    (
        Work {
            starts,
            ends,
            dropped,
        },
        Watch {
            is_started,
            is_ended,
        },
    )
}

struct Work {
    starts: Sender<()>,
    ends: Sender<&'static str>,
    /// What it means if the work is dropped now.
    dropped: &'static str,
}

impl Work {
    fn starts(&self) {
        let _ = self.starts.send(());
    }

    fn finishes(mut self) {
        self.dropped = "continues to its end";
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        let _ = self.ends.send(self.dropped);
        // The work of a process that `again` has started.
        if env::args().len() > 1 {
            println!("{}", self.dropped);
        }
    }
}

struct Watch {
    is_started: Receiver<()>,
    is_ended: Receiver<&'static str>,
}

impl Watch {
    fn started(&self) {
        self.is_started.recv().expect("the work starts");
    }

    fn end(&self) -> &'static str {
        self.is_ended.recv_timeout(LIMIT).unwrap_or("is forgotten")
    }
}
