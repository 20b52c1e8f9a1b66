//! `std::sync::Condvar`, which wakes the thread that has waited longest, and never a thread that was not notified.

use super::{Identity, MutexGuard};
use crate::hash::mix;
use crate::run;
use std::cell::RefCell;
use std::sync::LockResult;

/// See `std::sync::Condvar`.
pub struct Condvar {
    identity: Identity,
    /// The threads that wait, and whether each has been notified.
    waiting: RefCell<Vec<(usize, bool)>>,
}

// SAFETY: all threads of a program are stacks on one thread of the system.
unsafe impl Sync for Condvar {}

impl Condvar {
    /// A condition for which no thread waits.
    pub const fn new() -> Condvar {
        Condvar {
            identity: Identity::new(),
            waiting: RefCell::new(Vec::new()),
        }
    }

    #[doc(hidden)]
    pub fn __named(self, name: &str) -> Condvar {
        self.identity.named(name);
        self
    }

    #[doc(hidden)]
    pub const fn __static(mut self, name: &'static str) -> Condvar {
        std::mem::forget(std::mem::replace(
            &mut self.identity,
            Identity::of_static(name),
        ));
        self
    }

    fn known(&self) -> (u64, String) {
        self.identity.get(|| self.waiting.borrow_mut().clear())
    }

    fn changed(&self) {
        let (id, _) = self.known();
        run::holds(id, mix(&*self.waiting.borrow()));
    }

    /// Releases the mutex, waits until it is notified, and locks the mutex again.
    ///
    /// # Errors
    /// A thread panicked while it held the mutex.
    #[track_caller]
    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        let line = run::caller();
        let (_, name) = self.known();
        let mutex = guard.keep();
        let lock = mutex.name();
        run::step(&format!("release {lock} and wait on {name}"), line, &|| {
            None
        });
        let me = run::me();
        self.waiting.borrow_mut().push((me, false));
        self.changed();
        mutex.free();
        run::step(&format!("wake up and lock {lock}"), line, &|| {
            let waiting = self.waiting.borrow();
            match waiting.contains(&(me, true)) {
                false => Some(format!("waits until {name} is notified")),
                true => mutex.held(&lock),
            }
        });
        self.waiting
            .borrow_mut()
            .retain(|(thread, _)| *thread != me);
        self.changed();
        let guard = mutex.take();
        match mutex.poisoned.get() {
            true => Err(std::sync::PoisonError::new(guard)),
            false => Ok(guard),
        }
    }

    /// Waits as long as `condition` is true of the value.
    ///
    /// # Errors
    /// A thread panicked while it held the mutex.
    #[track_caller]
    pub fn wait_while<'a, T>(
        &self,
        mut guard: MutexGuard<'a, T>,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> LockResult<MutexGuard<'a, T>> {
        while condition(&mut *guard) {
            guard = self.wait(guard)?;
        }
        Ok(guard)
    }

    /// Wakes the thread that has waited longest.
    #[track_caller]
    pub fn notify_one(&self) {
        self.notify(1, "one thread", run::caller());
    }

    /// Wakes all threads that wait.
    #[track_caller]
    pub fn notify_all(&self) {
        self.notify(usize::MAX, "all threads", run::caller());
    }

    fn notify(&self, most: usize, whom: &str, line: u32) {
        let (_, name) = self.known();
        run::step(&format!("notify {whom} on {name}"), line, &|| None);
        let mut waiting = self.waiting.borrow_mut();
        let asleep = waiting.iter_mut().filter(|(_, notified)| !notified);
        let woken = asleep
            .take(most)
            .map(|(thread, notified)| {
                *notified = true;
                run::name_of(*thread)
            })
            .collect::<Vec<_>>();
        drop(waiting);
        run::note(match woken.is_empty() {
            true => "no thread waits".to_owned(),
            false => format!("wakes {}", woken.join(", ")),
        });
        self.changed();
    }
}

impl Default for Condvar {
    fn default() -> Condvar {
        Condvar::new()
    }
}
