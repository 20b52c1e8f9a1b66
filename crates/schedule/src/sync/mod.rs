//! `std::sync`: each call is a step.

pub mod atomic;
mod barrier;
mod condvar;
pub mod mpsc;
mod mutex;
mod rwlock;

pub use barrier::{Barrier, BarrierWaitResult};
pub use condvar::Condvar;
pub use mutex::{Mutex, MutexGuard};
pub use rwlock::{RwLock, RwLockReadGuard, RwLockWriteGuard};
pub use std::sync::{Arc, LockResult, PoisonError, TryLockError, TryLockResult, Weak};

use crate::run;
use std::cell::{Cell, RefCell};

/// What an object is called, and which one it is.
///
/// A copy of a listing names each object where it is made: `Mutex::new(0).__named("count")`, and in a static
/// `.__static("COUNT")`. A static is made anew in each order.
pub(crate) struct Identity {
    /// Of a static.
    name: Option<&'static str>,
    epoch: Cell<u64>,
    /// In this order: its number, and its name among others that are called so.
    known: RefCell<Option<(u64, String)>>,
}

impl Identity {
    pub(crate) const fn new() -> Identity {
        Identity {
            name: None,
            epoch: Cell::new(0),
            known: RefCell::new(None),
        }
    }

    /// The identity of a static.
    pub(crate) const fn of_static(name: &'static str) -> Identity {
        Identity {
            name: Some(name),
            epoch: Cell::new(0),
            known: RefCell::new(None),
        }
    }

    /// From now on, it is called so.
    pub(crate) fn named(&self, name: &str) {
        self.epoch.set(run::epoch());
        self.known.replace(Some((run::make(), run::name(name))));
    }

    /// Its number and name. Calls `renew` before its first use in an order, if it is a static.
    pub(crate) fn get(&self, renew: impl FnOnce()) -> (u64, String) {
        if let Some(known) = &*self.known.borrow()
            && self.epoch.get() == run::epoch()
        {
            return known.clone();
        }
        let Some(name) = self.name else {
            run::refuse("an object that is not made by its `new`, in the listing, has no name");
        };
        renew();
        self.epoch.set(run::epoch());
        let called = run::name(name);
        if called != name {
            run::refuse(&format!("two statics are called `{name}`"));
        }
        let known = (crate::hash::mix(name), called);
        self.known.replace(Some(known.clone()));
        known
    }
}

/// A value as it is in the program's text, for a static that starts anew.
pub(crate) struct First<T>(std::mem::MaybeUninit<T>);

impl<T> First<T> {
    pub(crate) const fn of(value: &T) -> First<T> {
        // SAFETY: `First` is never dropped as a `T`. A static is made anew from it only if its value is a constant, which
        // owns nothing.
        First(std::mem::MaybeUninit::new(unsafe { std::ptr::read(value) }))
    }

    /// Puts the value back to `place`, whose own value is forgotten.
    pub(crate) fn restore(&self, place: *mut T) {
        // SAFETY: see `of`.
        unsafe { std::ptr::copy_nonoverlapping(self.0.as_ptr(), place, 1) }
    }
}

/// What all threads may see, since they are stacks on one thread of the system.
pub(crate) struct Shared<T>(pub T);

// SAFETY: see above.
unsafe impl<T> Sync for Shared<T> {}
// SAFETY: see above.
unsafe impl<T> Send for Shared<T> {}
