//! `std::panic`, whose `catch_unwind` does not stop what ends an order.

use crate::run::Stop;
pub use std::panic::{AssertUnwindSafe, Location, RefUnwindSafe, UnwindSafe, resume_unwind};

/// See `std::panic::catch_unwind`.
///
/// # Errors
/// What the closure panicked with.
pub fn catch_unwind<R>(f: impl FnOnce() -> R + UnwindSafe) -> std::thread::Result<R> {
    match std::panic::catch_unwind(f) {
        Err(payload) if payload.is::<Stop>() => resume_unwind(payload),
        result => result,
    }
}
