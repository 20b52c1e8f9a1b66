//! `std::thread`: threads that stand still before each step.
//!
//! To start a thread is no step, since no other thread can notice it: the new thread goes as far as its first step. To wait
//! for a thread that has ended is no step either.

use crate::run::{self, Slot, Stop};
use std::cell::{Cell, RefCell};
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
pub use std::thread::{Result, panicking};
use std::time::Duration;

/// A thread that may be waited for.
pub struct JoinHandle<T> {
    thread: usize,
    slot: Slot<T>,
}

/// Starts a thread.
pub fn spawn<F, T>(f: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let slot = Slot::default();
    // SAFETY: it borrows nothing that may end.
    let thread = unsafe { run::spawn(f, slot.clone()) };
    JoinHandle { thread, slot }
}

impl<T> JoinHandle<T> {
    /// Waits until the thread has ended.
    ///
    /// # Errors
    /// What the thread panicked with.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        wait(self.thread, run::caller());
        result(&self.slot)
    }

    /// Whether the thread has ended.
    #[track_caller]
    pub fn is_finished(&self) -> bool {
        asks(self.thread, run::caller())
    }
}

fn wait(thread: usize, line: u32) {
    if !run::ended(thread) {
        let what = format!("wait for {}", run::name_of(thread));
        run::unnoticed(&what, line, &|| {
            run::waits_for_end(&[thread], &run::has_ended)
        });
    }
    run::joined(thread);
}

fn asks(thread: usize, line: u32) -> bool {
    let what = format!("ask whether {} has ended", run::name_of(thread));
    run::step(&what, line, &|| None);
    let ended = run::ended(thread);
    run::note(ended);
    run::see(u64::from(ended));
    ended
}

fn result<T>(slot: &Slot<T>) -> Result<T> {
    let result = slot
        .lock()
        .expect("it is used by one thread at a time")
        .take();
    result.expect("a thread that has ended left its result")
}

/// See `std::thread::Scope`.
pub struct Scope<'scope, 'env: 'scope> {
    threads: RefCell<Vec<usize>>,
    panicked: Cell<Vec<std::sync::Arc<std::sync::atomic::AtomicBool>>>,
    scope: PhantomData<&'scope mut &'scope ()>,
    env: PhantomData<&'env mut &'env ()>,
}

// SAFETY: all threads of a program are stacks on one thread of the system.
unsafe impl Sync for Scope<'_, '_> {}

/// A thread of a scope that may be waited for.
pub struct ScopedJoinHandle<'scope, T> {
    thread: usize,
    slot: Slot<T>,
    /// That it panicked and was not waited for.
    panicked: std::sync::Arc<std::sync::atomic::AtomicBool>,
    scope: PhantomData<&'scope ()>,
}

/// See `std::thread::scope`.
#[track_caller]
pub fn scope<'env, F, T>(f: F) -> T
where
    F: for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> T,
{
    let line = run::caller();
    let scope = Scope {
        threads: RefCell::default(),
        panicked: Cell::default(),
        scope: PhantomData,
        env: PhantomData,
    };
    let result = catch_unwind(AssertUnwindSafe(|| f(&scope)));
    if let Err(payload) = result {
        if payload.is::<Stop>() {
            resume_unwind(payload);
        }
        all_end(&scope, line);
        resume_unwind(payload);
    }
    all_end(&scope, line);
    let panicked = scope.panicked.take();
    let lost = panicked
        .iter()
        .any(|one| one.load(std::sync::atomic::Ordering::Relaxed));
    assert!(!lost, "a scoped thread panicked");
    match result {
        Ok(value) => value,
        Err(_) => unreachable!("it was passed on"),
    }
}

/// Waits for all threads of a scope.
fn all_end(scope: &Scope<'_, '_>, line: u32) {
    let threads = scope.threads.borrow().clone();
    if !threads.iter().all(|thread| run::ended(*thread)) {
        run::unnoticed("wait for the threads of the scope", line, &|| {
            run::waits_for_end(&threads, &run::has_ended)
        });
    }
    threads.iter().for_each(|thread| run::joined(*thread));
}

impl<'scope> Scope<'scope, '_> {
    /// Starts a thread that may borrow what lives as long as the scope.
    pub fn spawn<F, T>(&'scope self, f: F) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        let slot = Slot::default();
        let panicked = std::sync::Arc::<std::sync::atomic::AtomicBool>::default();
        let mut all = self.panicked.take();
        all.push(panicked.clone());
        self.panicked.set(all);
        let flag = panicked.clone();
        let body = move || {
            struct Panics(std::sync::Arc<std::sync::atomic::AtomicBool>);
            impl Drop for Panics {
                fn drop(&mut self) {
                    self.0
                        .store(panicking(), std::sync::atomic::Ordering::Relaxed);
                }
            }
            let _panics = Panics(flag);
            f()
        };
        // SAFETY: the scope waits for its threads before it returns; where an order stops first, shuttle frees their stacks
        // and runs nothing on them.
        let thread = unsafe { run::spawn(body, slot.clone()) };
        self.threads.borrow_mut().push(thread);
        ScopedJoinHandle {
            thread,
            slot,
            panicked,
            scope: PhantomData,
        }
    }
}

impl<T> ScopedJoinHandle<'_, T> {
    /// Waits until the thread has ended.
    ///
    /// # Errors
    /// What the thread panicked with.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        wait(self.thread, run::caller());
        self.panicked
            .store(false, std::sync::atomic::Ordering::Relaxed);
        result(&self.slot)
    }

    /// Whether the thread has ended.
    #[track_caller]
    pub fn is_finished(&self) -> bool {
        asks(self.thread, run::caller())
    }
}

/// Other threads may go: how long a sleep takes decides nothing.
#[track_caller]
pub fn sleep(_: Duration) {
    run::step("sleep", run::caller(), &|| None);
}

/// Another thread may go.
#[track_caller]
pub fn yield_now() {
    run::step("yield", run::caller(), &|| None);
}
