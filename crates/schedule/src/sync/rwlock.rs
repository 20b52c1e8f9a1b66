//! `std::sync::RwLock`, in which a thread that wants to write goes before threads that want to read, as on Linux.

use super::{First, Identity};
use crate::hash::{mix, value};
use crate::run;
use std::cell::{Cell, RefCell, UnsafeCell};
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::{LockResult, PoisonError};

/// See `std::sync::RwLock`.
pub struct RwLock<T> {
    identity: Identity,
    first: First<T>,
    value: UnsafeCell<T>,
    /// What stands for the value.
    content: Cell<u64>,
    readers: RefCell<Vec<usize>>,
    writer: Cell<Option<usize>>,
    /// The threads that wait to write.
    waiting: RefCell<Vec<usize>>,
    poisoned: Cell<bool>,
}

// SAFETY: all threads of a program are stacks on one thread of the system.
unsafe impl<T: Send + Sync> Sync for RwLock<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Send for RwLock<T> {}

impl<T> RwLock<T> {
    /// A lock that no thread holds.
    pub const fn new(value: T) -> RwLock<T> {
        RwLock {
            identity: Identity::new(),
            first: First::of(&value),
            value: UnsafeCell::new(value),
            content: Cell::new(0),
            readers: RefCell::new(Vec::new()),
            writer: Cell::new(None),
            waiting: RefCell::new(Vec::new()),
            poisoned: Cell::new(false),
        }
    }

    #[doc(hidden)]
    pub fn __named(self, name: &str) -> RwLock<T> {
        self.identity.named(name);
        self.content
            .set(value(self.inner()).unwrap_or_else(run::history));
        self
    }

    #[doc(hidden)]
    pub const fn __static(mut self, name: &'static str) -> RwLock<T> {
        std::mem::forget(std::mem::replace(
            &mut self.identity,
            Identity::of_static(name),
        ));
        self
    }

    fn inner(&self) -> &T {
        // SAFETY: it is read by a thread that holds the lock, or that makes it.
        unsafe { &*self.value.get() }
    }

    fn known(&self) -> (u64, String) {
        self.identity.get(|| {
            self.first.restore(self.value.get());
            self.content.set(value(self.inner()).unwrap_or_default());
            self.readers.borrow_mut().clear();
            self.writer.set(None);
            self.waiting.borrow_mut().clear();
            self.poisoned.set(false);
        })
    }

    fn changed(&self) {
        let (id, _) = self.known();
        let readers = self.readers.borrow().clone();
        let waiting = self.waiting.borrow().clone();
        let (writer, poisoned) = (self.writer.get(), self.poisoned.get());
        run::holds(
            id,
            mix((self.content.get(), readers, writer, waiting, poisoned)),
        );
    }

    /// Waits until no thread writes or waits to write, and takes the lock beside other readers.
    ///
    /// # Errors
    /// A thread panicked while it wrote.
    #[track_caller]
    pub fn read(&self) -> LockResult<RwLockReadGuard<'_, T>> {
        let (_, name) = self.known();
        run::step(&format!("lock {name} to read"), run::caller(), &|| {
            let holds = self.writer.get().map(|writer| (writer, "holds"));
            let wants = self.waiting.borrow().first().map(|one| (*one, "waits for"));
            let (thread, does) = holds.or(wants)?;
            Some(format!(
                "waits for {name}, which {} {does} to write",
                run::name_of(thread)
            ))
        });
        self.readers.borrow_mut().push(run::me());
        run::see(mix((self.content.get(), self.poisoned.get())));
        self.changed();
        let guard = RwLockReadGuard { lock: self };
        match self.poisoned.get() {
            true => Err(PoisonError::new(guard)),
            false => Ok(guard),
        }
    }

    /// Waits until no thread reads or writes, and takes the lock alone.
    ///
    /// # Errors
    /// A thread panicked while it wrote.
    #[track_caller]
    pub fn write(&self) -> LockResult<RwLockWriteGuard<'_, T>> {
        let line = run::caller();
        let (_, name) = self.known();
        run::step(&format!("lock {name} to write"), line, &|| None);
        let me = run::me();
        if self.held(&name).is_some() {
            run::note("waits");
            self.waiting.borrow_mut().push(me);
            self.changed();
            run::step(&format!("lock {name} to write"), line, &|| self.held(&name));
            self.waiting.borrow_mut().retain(|thread| *thread != me);
        }
        self.writer.set(Some(me));
        run::see(mix((self.content.get(), self.poisoned.get())));
        self.changed();
        let guard = RwLockWriteGuard { lock: self };
        match self.poisoned.get() {
            true => Err(PoisonError::new(guard)),
            false => Ok(guard),
        }
    }

    /// Why a thread that wants to write waits.
    fn held(&self, name: &str) -> Option<String> {
        let reader = self.readers.borrow().first().copied();
        let holder = self.writer.get().or(reader)?;
        Some(format!(
            "waits for {name}, which {} holds",
            run::name_of(holder)
        ))
    }

    /// The value.
    ///
    /// # Errors
    /// A thread panicked while it wrote.
    pub fn into_inner(self) -> LockResult<T> {
        let poisoned = self.poisoned.get();
        run::see(self.content.get());
        let value = self.value.into_inner();
        match poisoned {
            true => Err(PoisonError::new(value)),
            false => Ok(value),
        }
    }
}

impl<T> fmt::Debug for RwLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RwLock { .. }")
    }
}

/// See `std::sync::RwLockReadGuard`.
#[must_use = "if unused, the lock is released immediately"]
pub struct RwLockReadGuard<'a, T> {
    lock: &'a RwLock<T>,
}

/// See `std::sync::RwLockWriteGuard`.
#[must_use = "if unused, the lock is released immediately"]
pub struct RwLockWriteGuard<'a, T> {
    lock: &'a RwLock<T>,
}

impl<T> Deref for RwLockReadGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.lock.inner()
    }
}

impl<T> Deref for RwLockWriteGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.lock.inner()
    }
}

impl<T> DerefMut for RwLockWriteGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the guard's thread holds the lock alone.
        unsafe { &mut *self.lock.value.get() }
    }
}

/// The step that releases `lock`, but for a thread that panics.
fn released<T>(lock: &RwLock<T>) {
    let (_, name) = lock.known();
    if !std::thread::panicking() {
        run::step(&format!("release {name}"), run::line(), &|| None);
    }
}

impl<T> Drop for RwLockReadGuard<'_, T> {
    fn drop(&mut self) {
        released(self.lock);
        let me = run::me();
        let mut readers = self.lock.readers.borrow_mut();
        if let Some(at) = readers.iter().position(|thread| *thread == me) {
            readers.remove(at);
        }
        drop(readers);
        self.lock.changed();
    }
}

impl<T> Drop for RwLockWriteGuard<'_, T> {
    fn drop(&mut self) {
        released(self.lock);
        if std::thread::panicking() {
            self.lock.poisoned.set(true);
        }
        self.lock
            .content
            .set(value(self.lock.inner()).unwrap_or_else(run::history));
        self.lock.writer.set(None);
        self.lock.changed();
    }
}
