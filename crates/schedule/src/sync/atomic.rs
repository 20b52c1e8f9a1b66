//! `std::sync::atomic`: each access is a step, and all threads see the same order of steps.
//!
//! So what a weak `Ordering` allows beyond this is not seen here. That is what loom is for.

use super::{First, Identity};
use crate::hash::mix;
use crate::run;
use std::cell::Cell;
use std::fmt;
pub use std::sync::atomic::Ordering;

/// Orders nothing that is not ordered here anyway.
pub fn fence(_: Ordering) {}

macro_rules! atomic {
    ($($name:ident: $value:ty, [$($number:tt)*];)*) => {$(
        /// See the type of this name in `std::sync::atomic`.
        pub struct $name {
            identity: Identity,
            first: First<$value>,
            value: Cell<$value>,
        }

        // SAFETY: all threads of a program are stacks on one thread of the system.
        unsafe impl Sync for $name {}

        impl $name {
            /// It holds `value`.
            pub const fn new(value: $value) -> Self {
                Self { identity: Identity::new(), first: First::of(&value), value: Cell::new(value) }
            }

            #[doc(hidden)]
            pub fn __named(self, name: &str) -> Self {
                self.identity.named(name);
                self
            }

            #[doc(hidden)]
            pub const fn __static(mut self, name: &'static str) -> Self {
                std::mem::forget(std::mem::replace(&mut self.identity, Identity::of_static(name)));
                self
            }

            /// One step: finds the old value, and leaves the new one if there is one.
            fn step(&self, what: &str, line: u32, new: impl FnOnce($value) -> Option<$value>) -> $value {
                let (id, name) = self.identity.get(|| self.first.restore(self.value.as_ptr()));
                run::step(&what.replace('_', &name), line, &|| None);
                let old = self.value.get();
                run::see(mix(old));
                match new(old) {
                    Some(new) => {
                        self.value.set(new);
                        run::holds(id, mix(new));
                        run::note(format_args!("{old} becomes {new}"));
                    }
                    None => run::note(old),
                }
                old
            }

            /// The value.
            #[track_caller]
            pub fn load(&self, _: Ordering) -> $value {
                self.step("load _", run::caller(), |_| None)
            }

            /// Leaves another value.
            #[track_caller]
            pub fn store(&self, value: $value, _: Ordering) {
                let (id, name) = self.identity.get(|| self.first.restore(self.value.as_ptr()));
                run::step(&format!("store {value} in {name}"), run::caller(), &|| None);
                self.value.set(value);
                run::holds(id, mix(value));
            }

            /// Leaves another value, and returns the old one.
            #[track_caller]
            pub fn swap(&self, value: $value, _: Ordering) -> $value {
                self.step("swap _", run::caller(), |_| Some(value))
            }

            /// Leaves `new` if the value is `current`.
            ///
            /// # Errors
            /// The value, if it is another.
            #[track_caller]
            pub fn compare_exchange(&self, current: $value, new: $value, _: Ordering, _: Ordering) -> Result<$value, $value> {
                let old = self.step("compare and exchange _", run::caller(), |old| (old == current).then_some(new));
                if old == current { Ok(old) } else { Err(old) }
            }

            /// As `compare_exchange`: here it never fails without a reason.
            ///
            /// # Errors
            /// The value, if it is another.
            #[track_caller]
            pub fn compare_exchange_weak(&self, current: $value, new: $value, _: Ordering, _: Ordering) -> Result<$value, $value> {
                let old = self.step("compare and exchange _", run::caller(), |old| (old == current).then_some(new));
                if old == current { Ok(old) } else { Err(old) }
            }

            /// The value.
            pub fn into_inner(self) -> $value {
                run::see(mix(self.value.get()));
                self.value.get()
            }

            $($number)*
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.value.get(), f)
            }
        }
    )*};
}

macro_rules! number {
    ($($name:ident: $value:ty),* $(,)?) => {
        atomic! {$($name: $value, [
            /// Adds, and returns the old value.
            #[track_caller]
            pub fn fetch_add(&self, value: $value, _: Ordering) -> $value {
                self.step("add to _", run::caller(), |old| Some(old.wrapping_add(value)))
            }

            /// Subtracts, and returns the old value.
            #[track_caller]
            pub fn fetch_sub(&self, value: $value, _: Ordering) -> $value {
                self.step("subtract from _", run::caller(), |old| Some(old.wrapping_sub(value)))
            }

            /// Leaves the greater value, and returns the old one.
            #[track_caller]
            pub fn fetch_max(&self, value: $value, _: Ordering) -> $value {
                self.step("raise _", run::caller(), |old| Some(old.max(value)))
            }

            /// Leaves the lesser value, and returns the old one.
            #[track_caller]
            pub fn fetch_min(&self, value: $value, _: Ordering) -> $value {
                self.step("lower _", run::caller(), |old| Some(old.min(value)))
            }
        ];)*}
    };
}

number! {
    AtomicI8: i8, AtomicI16: i16, AtomicI32: i32, AtomicI64: i64, AtomicIsize: isize,
    AtomicU8: u8, AtomicU16: u16, AtomicU32: u32, AtomicU64: u64, AtomicUsize: usize,
}

atomic! {
    AtomicBool: bool, [
        /// Leaves whether both are true, and returns the old value.
        #[track_caller]
        pub fn fetch_and(&self, value: bool, _: Ordering) -> bool {
            self.step("and _", run::caller(), |old| Some(old & value))
        }

        /// Leaves whether one is true, and returns the old value.
        #[track_caller]
        pub fn fetch_or(&self, value: bool, _: Ordering) -> bool {
            self.step("or _", run::caller(), |old| Some(old | value))
        }
    ];
}
