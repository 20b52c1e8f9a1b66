//! Every order in which the threads of a small program can run.
//!
//! A copy of the program is compiled with this crate as its `std` (`extern crate schedule as std`). Whatever one thread does
//! that another could notice is a **step** here: a lock, an atomic number, a message, a print. Before each step the threads
//! stand still, and [`explore`] chooses who goes next, until it has gone through every choice.
//!
//! ```text
//! task                  tasks, which stand still only where they wait
//! thread, sync, print   what the program calls: each call is a step (run::step)
//!        │
//! run                   one order: where each thread stands, who can go, who goes
//!        │
//! walk                  all orders: which choices are made, and states that were reached before
//!        │
//! tree                  equal futures become one; the ends, and how many orders lead to each
//! ```
//!
//! [`engine`] is shuttle, which gives each thread a stack of its own and switches between them on one thread of the system.
//! Names that are not here are refused by the compiler: time, files, sockets and the rest depend on more than the order.

mod engine;
mod hash;
pub mod panic;
pub mod process;
mod run;
pub mod sync;
pub mod task;
pub mod thread;
mod tree;
mod walk;

pub use run::{End, Outcome};
#[doc(hidden)]
pub use run::{at as __at, print as __print};
pub use std::{
    any, array, ascii, borrow, boxed, cell, char, clone, cmp, collections, convert, default, error,
    f32, f64, fmt, iter, marker, mem, num, ops, option, pin, ptr, rc, result, slice, str, string,
    vec,
};
#[cfg(feature = "async-std")]
pub use task::async_std;
#[cfg(feature = "tokio")]
pub use task::tokio;
pub use tree::{Tree, Way};
pub use walk::{Limits, Replayed, count, explore, replay};

/// `std::hint`, whose `spin_loop` is a step.
pub mod hint {
    pub use std::hint::{black_box, unreachable_unchecked};

    /// Another thread may go.
    #[track_caller]
    pub fn spin_loop() {
        crate::run::step("spin", crate::run::caller(), &|| None);
    }
}

/// `std::time` without clocks: no order depends on how long something takes.
pub mod time {
    pub use std::time::Duration;
}

/// The main function of a copy, whose own `main` is `program`: writes the tree of its orders to the file that the variable
/// `SCHEDULES` names. With `SCHEDULES_ORDER`, it replays this one order instead; with `SCHEDULES_EVERY`, it counts the orders
/// that lead to each end, without merging states.
pub fn main<R: Outcome + 'static>(program: fn() -> R) {
    main_of(program);
}

fn main_of<R: Outcome + 'static>(program: impl Fn() -> R + Send + Sync + 'static) {
    let variable = |name| std::env::var(name).ok();
    let file = variable("SCHEDULES").expect("the variable SCHEDULES names a file");
    let said = match (variable("SCHEDULES_ORDER"), variable("SCHEDULES_EVERY")) {
        (Some(order), _) => {
            let order = order.split(',').filter_map(|thread| thread.parse().ok());
            replay(order.collect(), program).map(|replayed| replayed.to_json())
        }
        (None, Some(_)) => {
            let limits = Limits {
                states: 1_000_000,
                ..Limits::default()
            };
            count(&limits, program).map(|(ends, _)| tree::to_json(&ends))
        }
        (None, None) => explore(&Limits::default(), program).map(|tree| tree.to_json()),
    };
    let said = said.unwrap_or_else(|wrong| serde_json::json!({ "wrong": wrong }));
    std::fs::write(&file, said.to_string()).expect("the file that SCHEDULES names");
}

#[doc(hidden)]
#[macro_export]
macro_rules! print {
    ($($what:tt)*) => { $crate::__print(::core::line!(), "", ::core::format_args!($($what)*)) };
}
#[doc(hidden)]
#[macro_export]
macro_rules! println {
    () => { $crate::__print(::core::line!(), "\n", ::core::format_args!("")) };
    ($($what:tt)*) => { $crate::__print(::core::line!(), "\n", ::core::format_args!($($what)*)) };
}
#[doc(hidden)]
#[macro_export]
macro_rules! eprint {
    ($($what:tt)*) => { $crate::print!($($what)*) };
}
#[doc(hidden)]
#[macro_export]
macro_rules! eprintln {
    ($($what:tt)*) => { $crate::println!($($what)*) };
}
