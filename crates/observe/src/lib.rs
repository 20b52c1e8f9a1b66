//! Runs a program and says what it did: its lines with their times, how long it took, how it ended, its peak
//! memory and its threads. Claims, the recorder, Run and `measure` all start programs here, so that every one
//! of them sees the same environment: no stdin, no backtraces, UTF-8.
//!
//! A claims file names its programs once and shares one run of each among its tests:
//!
//! ```no_run
//! # // What `observe::runs!` makes of `sync: "count-sync"`, since a doc test has no binaries of its own:
//! # fn sync() -> &'static observe::Run { unimplemented!() }
//! // observe::runs! { sync: "count-sync" }
//! assert_eq!(sync().out(), ["one", "two"]);
//! ```

pub mod cargo;
mod compare;
mod kept;
mod printed;
mod program;
mod run;
mod sample;
#[cfg(unix)]
pub mod server;
mod watch;

pub use compare::{Difference, first_difference, mask, same_as_recorded};
pub use program::{Program, binary, run_together};
pub use run::{Error, Exit, Line, Run, Stream, ThreadTimes};

use std::fs::File;
use std::io::Write;

/// A binary of the package whose test this is, with the limits that its manifest states: `program!("count-sync")`.
#[macro_export]
macro_rules! program {
    ($name:literal) => {
        $crate::Program::listing(
            env!("CARGO_MANIFEST_DIR"),
            $name,
            env!(concat!("CARGO_BIN_EXE_", $name)),
        )
    };
}

/// The path of a binary of the package whose test this is, for a claim that starts it by itself: `binary!("echo-tokio")`.
#[macro_export]
macro_rules! binary {
    ($name:literal) => {
        $crate::binary($name, env!(concat!("CARGO_BIN_EXE_", $name)))
    };
}

/// Functions that run a binary once and share that run among the tests of a file:
/// `runs! { sync: "count-sync", tokio: "count-tokio" }` makes `sync()` and `tokio()`, each `-> &'static Run`.
#[macro_export]
macro_rules! runs {
    ($($function:ident: $name:literal),+ $(,)?) => {$(
        fn $function() -> &'static $crate::Run {
            static RUN: std::sync::OnceLock<$crate::Run> = std::sync::OnceLock::new();
            RUN.get_or_init(|| $crate::program!($name).run())
        }
    )+};
}

/// The `python.py` of a program of the package whose test this is: `python!("gather")`. `None` if there is no `python3`,
/// which it says past libtest's capture.
#[macro_export]
macro_rules! python {
    ($program:literal) => {
        $crate::Program::python(env!("CARGO_MANIFEST_DIR"), $program)
    };
}

/// Held by a claim that measures computing, so that no other such claim, of any test process, runs beside it.
/// Released when dropped.
pub struct Alone(#[expect(dead_code, reason = "the file is the lock")] File);

/// Waits until no other claim that measures computing runs, on this machine and in this target folder.
pub fn alone() -> Alone {
    let exe = std::env::current_exe().expect("a test knows its own path");
    let path = exe.with_file_name("observe.lock");
    let file = File::create(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    file.lock()
        .unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    Alone(file)
}

/// A stage of a long test, which says its name when it begins, and how long it took when it is dropped.
pub struct Stage {
    name: String,
    since: std::time::Instant,
}

/// Begins a stage of a long test, so that a reader of `cargo test` sees what it waits for.
pub fn stage(name: impl Into<String>) -> Stage {
    let name = name.into();
    say(&format!("  {name} …"));
    Stage {
        name,
        since: std::time::Instant::now(),
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let seconds = self.since.elapsed().as_secs_f64();
        say(&format!("  {}: {seconds:.1} s", self.name));
    }
}

/// Says a line past libtest's capture: what was skipped, what was counted.
pub fn say(line: &str) {
    // `eprintln!` would be captured; the stream itself is not. A closed stderr is no reason to fail.
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
