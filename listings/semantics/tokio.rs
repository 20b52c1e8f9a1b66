//! What happens when …: eighteen cases, with tokio.

use std::cell::Cell;
use std::future::{Future, pending};
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::process::Command;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;
use std::{env, thread};
use tokio::runtime::{Handle, Runtime};
use tokio::sync::{Mutex, mpsc};
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};
use tokio::{join, spawn};

fn main() {
    // As `#[tokio::main]` does: when `main` returns, the runtime is dropped.
    let runtime = Runtime::new().expect("a runtime");
    let _inside = runtime.enter();
    match env::args().nth(1).as_deref() {
        None => report([
            Some(handle_dropped),
            Some(panic_awaited),
            Some(panic_alone),
            Some(member_panics),
            Some(lock_of_a_panic),
            Some(cancelled_waiting),
            Some(cancelled_computing),
            Some(time_out_waiting),
            Some(time_out_blocking),
            Some(time_out_of_zero),
            Some(member_blocks),
            Some(member_never_waits),
            Some(spawn_outside),
            Some(timer_outside),
            Some(nested_block_on),
            Some(runtime_dropped),
            Some(main_ends_waiting),
            Some(main_ends_blocking),
        ]),
        Some("panics") => {
            drop(spawn(fails()));
            thread::sleep(2 * WAIT);
            println!("the program continues");
        }
        Some(case) => {
            let (work, watch) = work();
            match case {
                "waits" => drop(spawn(waits(work, LIMIT))),
                _ => drop(spawn_blocking(|| blocks(work))),
            }
            watch.started();
        }
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    Handle::current().block_on(future)
}

async fn fails() {
    panic!("a task fails");
}

async fn waits(work: Work, time: Duration) {
    work.starts();
    sleep(time).await;
    work.finishes();
}

fn blocks(work: Work) {
    work.starts();
    thread::sleep(2 * WAIT);
    work.finishes();
}

fn handle_dropped() -> &'static str {
    let (work, watch) = work();
    let task = spawn(waits(work, WAIT));
    watch.started();
    drop(task);
    watch.end()
}

fn panic_awaited() -> &'static str {
    let failed = block_on(spawn(fails())).is_err();
    either(failed, "the join returns an error", "the join returns")
}

fn member_panics() -> &'static str {
    let (work, watch) = work();
    panics(|| block_on(async { join!(waits(work, LIMIT), fails()) }));
    watch.end()
}

fn lock_of_a_panic() -> &'static str {
    let lock = Arc::new(Mutex::new(()));
    let held = lock.clone();
    let holder = spawn(async move {
        let _guard = held.lock().await;
        fails().await;
    });
    let _ = block_on(holder);
    let free = lock.try_lock().is_ok();
    either(free, "is free", "is held")
}

fn cancelled_waiting() -> &'static str {
    let (work, watch) = work();
    let task = spawn(waits(work, LIMIT));
    watch.started();
    task.abort(); // No thread can be told to end like this.
    watch.end()
}

fn cancelled_computing() -> &'static str {
    let (mut work, watch) = work();
    let (go, wait_for_go) = channel();
    let task = spawn(async move {
        work.starts();
        let _: Result<(), _> = wait_for_go.recv(); // Blocks: no `.await`.
        work.dropped = "is dropped at its next await";
        pending::<()>().await;
        work.finishes();
    });
    watch.started();
    task.abort();
    let _ = go.send(());
    watch.end()
}

fn time_out_waiting() -> &'static str {
    let (work, watch) = work();
    let _ = block_on(async { timeout(WAIT, waits(work, LIMIT)).await });
    watch.end()
}

fn time_out_blocking() -> &'static str {
    let blocks = async { thread::sleep(2 * WAIT) };
    let ended = block_on(async { timeout(WAIT, blocks).await }).is_ok();
    either(ended, "returns the late result", "gives up in time")
}

fn time_out_of_zero() -> &'static str {
    let ended = block_on(async { timeout(Duration::ZERO, async {}).await }).is_ok();
    either(ended, "returns the result", "gives up")
}

fn member_blocks() -> &'static str {
    let (ran, has_run) = channel();
    let blocks = async { has_run.recv_timeout(WAIT).is_ok() };
    let (beside, _) = block_on(async { join!(blocks, async { ran.send(()) }) });
    either(beside, "the other runs beside it", "the other waits")
}

fn member_never_waits() -> &'static str {
    let (sender, mut values) = mpsc::channel(1_000);
    while sender.try_send(()).is_ok() {}
    let done = Cell::new(false);
    let first = async {
        for _ in 0..1_000 {
            values.recv().await;
        }
        done.set(true);
    };
    let (_, late) = block_on(async { join!(first, async { done.get() }) });
    either(late, "the other waits", "the other gets turns")
}

fn spawn_outside() -> &'static str {
    let works = thread::spawn(|| spawn(async {})).join().is_ok();
    either(works, "works", "panics")
}

fn timer_outside() -> &'static str {
    let works = thread::spawn(|| drop(sleep(WAIT))).join().is_ok();
    either(works, "works", "panics")
}

fn nested_block_on() -> &'static str {
    let panicked = panics(|| block_on(async { block_on(async {}) }));
    either(panicked, "panics", "works")
}

fn runtime_dropped() -> &'static str {
    let (work, watch) = work();
    let runtime = Runtime::new().expect("a runtime");
    runtime.spawn(waits(work, LIMIT));
    watch.started();
    drop(runtime); // Its worker threads end too.
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
