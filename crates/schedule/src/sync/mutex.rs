//! `std::sync::Mutex`.

use super::{First, Identity};
use crate::hash::{mix, value};
use crate::run;
use std::cell::{Cell, UnsafeCell};
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::{LockResult, PoisonError, TryLockError, TryLockResult};

/// See `std::sync::Mutex`.
pub struct Mutex<T> {
    identity: Identity,
    first: First<T>,
    value: UnsafeCell<T>,
    /// What stands for the value.
    content: Cell<u64>,
    holder: Cell<Option<usize>>,
    pub(crate) poisoned: Cell<bool>,
}

// SAFETY: all threads of a program are stacks on one thread of the system.
unsafe impl<T: Send> Sync for Mutex<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Send for Mutex<T> {}

impl<T> Mutex<T> {
    /// A mutex that no thread holds.
    pub const fn new(value: T) -> Mutex<T> {
        Mutex {
            identity: Identity::new(),
            first: First::of(&value),
            value: UnsafeCell::new(value),
            content: Cell::new(0),
            holder: Cell::new(None),
            poisoned: Cell::new(false),
        }
    }

    #[doc(hidden)]
    pub fn __named(self, name: &str) -> Mutex<T> {
        self.identity.named(name);
        self.content
            .set(value(self.inner()).unwrap_or_else(run::history));
        self
    }

    #[doc(hidden)]
    pub const fn __static(mut self, name: &'static str) -> Mutex<T> {
        std::mem::forget(std::mem::replace(
            &mut self.identity,
            Identity::of_static(name),
        ));
        self
    }

    fn inner(&self) -> &T {
        // SAFETY: it is read by the thread that holds the mutex, or that makes it.
        unsafe { &*self.value.get() }
    }

    fn known(&self) -> (u64, String) {
        self.identity.get(|| {
            self.first.restore(self.value.get());
            self.content.set(value(self.inner()).unwrap_or_default());
            self.holder.set(None);
            self.poisoned.set(false);
        })
    }

    /// Waits until no other thread holds the mutex, and takes it.
    ///
    /// # Errors
    /// A thread panicked while it held the mutex.
    #[track_caller]
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        self.lock_at(run::caller())
    }

    pub(crate) fn lock_at(&self, line: u32) -> LockResult<MutexGuard<'_, T>> {
        let (_, name) = self.known();
        run::step(&format!("lock {name}"), line, &|| self.held(&name));
        let guard = self.take();
        match self.poisoned.get() {
            true => Err(PoisonError::new(guard)),
            false => Ok(guard),
        }
    }

    /// Takes the mutex, unless a thread holds it.
    ///
    /// # Errors
    /// A thread holds it, or panicked while it held it.
    #[track_caller]
    pub fn try_lock(&self) -> TryLockResult<MutexGuard<'_, T>> {
        let (_, name) = self.known();
        run::step(&format!("try to lock {name}"), run::caller(), &|| None);
        let free = self.holder.get().is_none();
        run::note(if free { "locked" } else { "is held" });
        run::see(u64::from(free));
        if !free {
            return Err(TryLockError::WouldBlock);
        }
        let guard = self.take();
        match self.poisoned.get() {
            true => Err(TryLockError::Poisoned(PoisonError::new(guard))),
            false => Ok(guard),
        }
    }

    /// Why a thread that wants the mutex waits.
    pub(crate) fn held(&self, name: &str) -> Option<String> {
        let holder = self.holder.get()?;
        Some(format!(
            "waits for {name}, which {} holds",
            run::name_of(holder)
        ))
    }

    pub(crate) fn take(&self) -> MutexGuard<'_, T> {
        let (id, _) = self.known();
        self.holder.set(Some(run::me()));
        run::see(mix((self.content.get(), self.poisoned.get())));
        run::holds(id, mix((self.content.get(), run::me(), true)));
        MutexGuard { mutex: self }
    }

    /// Makes the mutex free.
    pub(crate) fn free(&self) {
        let (id, _) = self.known();
        self.content
            .set(value(self.inner()).unwrap_or_else(run::history));
        self.holder.set(None);
        run::holds(id, mix((self.content.get(), self.poisoned.get())));
    }

    pub(crate) fn name(&self) -> String {
        self.known().1
    }

    /// Whether a thread panicked while it held the mutex.
    #[track_caller]
    pub fn is_poisoned(&self) -> bool {
        let name = self.name();
        run::step(
            &format!("ask whether {name} is poisoned"),
            run::caller(),
            &|| None,
        );
        run::see(u64::from(self.poisoned.get()));
        self.poisoned.get()
    }

    /// The value.
    ///
    /// # Errors
    /// A thread panicked while it held the mutex.
    pub fn into_inner(self) -> LockResult<T> {
        let poisoned = self.poisoned.get();
        run::see(self.content.get());
        let value = self.value.into_inner();
        match poisoned {
            true => Err(PoisonError::new(value)),
            false => Ok(value),
        }
    }

    /// The value, of a mutex that no other thread has.
    ///
    /// # Errors
    /// A thread panicked while it held the mutex.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        Ok(self.value.get_mut())
    }
}

impl<T> fmt::Debug for Mutex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mutex { .. }")
    }
}

/// See `std::sync::MutexGuard`.
#[must_use = "if unused, the mutex is released immediately"]
pub struct MutexGuard<'a, T> {
    mutex: &'a Mutex<T>,
}

impl<'a, T> MutexGuard<'a, T> {
    /// The mutex, which stays locked.
    pub(crate) fn keep(self) -> &'a Mutex<T> {
        let mutex = self.mutex;
        std::mem::forget(self);
        mutex
    }
}

impl<T> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.mutex.inner()
    }
}

impl<T> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the guard's thread holds the mutex.
        unsafe { &mut *self.mutex.value.get() }
    }
}

impl<T: fmt::Debug> fmt::Debug for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: fmt::Display> fmt::Display for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T> Drop for MutexGuard<'_, T> {
    fn drop(&mut self) {
        let name = self.mutex.name();
        if std::thread::panicking() {
            self.mutex.poisoned.set(true);
        } else {
            run::step(&format!("release {name}"), run::line(), &|| None);
        }
        self.mutex.free();
    }
}
