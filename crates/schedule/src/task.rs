//! Tasks that take turns on one thread: the order in which a runtime polls those that can continue is the choice.
//!
//! A task is a thread of [`run`] that stands still only where it has to wait at an `.await`. All that it does until then is
//! one step, since no other task of the same thread can come between. What wakes a task may be real: the channels and locks
//! of `tokio::sync` and of async-std need no runtime. Timers fire in the order of their times, when no task can continue.

use crate::run::{self, Outcome, Slot, Stop};
use std::cell::RefCell;
use std::fmt;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

/// Whether a task was woken.
#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Relaxed);
    }
}

thread_local! {
    /// For what the task that is polled waits, as far as its future says it.
    static WAITS: RefCell<String> = const { RefCell::new(String::new()) };
}

fn waits(what: String) {
    WAITS.set(what);
}

/// Polls a future until it is ready. Wherever it is pending, the task stands still until it is woken and chosen.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let woken = Arc::new(Woken::default());
    let waker = Waker::from(woken.clone());
    loop {
        WAITS.set(String::new());
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        let reason = match WAITS.take() {
            reason if reason.is_empty() => "waits until it is woken".to_owned(),
            reason => reason,
        };
        run::rest("continue", run::line(), &|| {
            (!woken.0.load(Relaxed)).then(|| reason.clone())
        });
        woken.0.store(false, Relaxed);
    }
}

/// The main function of a copy whose `main` is asynchronous.
pub fn main<F>(program: fn() -> F)
where
    F: Future<Output: Outcome + 'static> + 'static,
{
    crate::main_of(move || as_a_task(program()));
}

/// Runs a future as the main task of a program: for [`explore`](crate::explore).
pub fn as_a_task<F: Future>(future: F) -> F::Output {
    run::tasks();
    block_on(future)
}

/// What a task has returned, and who waits for it.
struct Ended<T> {
    result: Option<std::thread::Result<T>>,
    waiting: Vec<Waker>,
}

/// A task that may be awaited.
pub struct JoinHandle<T> {
    task: usize,
    ended: Arc<Mutex<Ended<T>>>,
}

/// A task panicked.
pub struct JoinError(String);

impl JoinError {
    /// It did.
    pub fn is_panic(&self) -> bool {
        true
    }

    /// No task is aborted here.
    pub fn is_cancelled(&self) -> bool {
        false
    }
}

impl fmt::Debug for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JoinError::Panic({})", self.0)
    }
}

impl fmt::Display for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} panicked", self.0)
    }
}

impl std::error::Error for JoinError {}

/// Starts a task, which begins when it is chosen.
pub fn spawn<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    let ended = Arc::new(Mutex::new(Ended {
        result: None,
        waiting: Vec::new(),
    }));
    let theirs = ended.clone();
    let body = move || {
        run::rest("begin", run::line(), &|| None);
        let result = catch_unwind(AssertUnwindSafe(|| block_on(future)));
        if let Err(payload) = &result
            && payload.is::<Stop>()
        {
            resume_unwind(Box::new(Stop));
        }
        let mut ended = theirs.lock().expect("one task runs at a time");
        ended.result = Some(result);
        ended.waiting.drain(..).for_each(Waker::wake);
    };
    // SAFETY: the future borrows nothing that may end.
    let task = unsafe { run::spawn(body, Slot::<()>::default()) };
    JoinHandle { task, ended }
}

impl<T> JoinHandle<T> {
    /// What the task returned or panicked with, once it has ended.
    fn result(&self, context: &Context<'_>) -> Poll<std::thread::Result<T>> {
        let mut ended = self.ended.lock().expect("one task runs at a time");
        if let Some(result) = ended.result.take() {
            return Poll::Ready(result);
        }
        waits(format!("waits for the end of {}", run::name_of(self.task)));
        ended.waiting.push(context.waker().clone());
        Poll::Pending
    }

    /// Whether the task has ended.
    pub fn is_finished(&self) -> bool {
        let ended = self.ended.lock().expect("one task runs at a time");
        ended.result.is_some()
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let result = self.result(context);
        result.map_err(|_| JoinError(run::name_of(self.task)))
    }
}

/// Gives up the turn once.
#[derive(Default)]
pub struct YieldNow(bool);

impl Future for YieldNow {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.0 {
            return Poll::Ready(());
        }
        self.0 = true;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

/// Gives up the turn once.
pub fn yield_now() -> YieldNow {
    YieldNow::default()
}

/// Waits for a time that passes only when no task can continue.
pub struct Sleep {
    time: Duration,
    fired: Option<Arc<Woken>>,
}

/// Waits as long, in a time of the schedule's own.
pub fn sleep(time: Duration) -> Sleep {
    Sleep { time, fired: None }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let fired = match &self.fired {
            Some(fired) => fired.clone(),
            None => {
                let fired = Arc::new(Woken::default());
                let (flag, waker) = (fired.clone(), context.waker().clone());
                run::timer(
                    self.time,
                    Box::new(move || {
                        flag.0.store(true, Relaxed);
                        waker.wake_by_ref();
                    }),
                );
                self.fired = Some(fired.clone());
                fired
            }
        };
        match fired.0.load(Relaxed) {
            true => Poll::Ready(()),
            false => {
                waits(format!("sleeps for {} ms", self.time.as_millis()));
                Poll::Pending
            }
        }
    }
}

/// What of tokio a schedule knows: the rest is refused by its name.
#[cfg(feature = "tokio")]
pub mod tokio {
    pub use super::spawn;
    pub use ::tokio::{join, pin, select, sync, try_join};

    /// `tokio::task`.
    pub mod task {
        pub use super::super::{JoinError, JoinHandle, spawn, yield_now};
    }

    /// `tokio::time`, in which only sleeps take time.
    pub mod time {
        pub use super::super::{Sleep, sleep};
        pub use std::time::Duration;
    }
}

/// What of async-std a schedule knows: the rest is refused by its name.
#[cfg(feature = "async-std")]
pub mod async_std {
    pub use ::async_std::{channel, sync};

    /// `async_std::task`.
    pub mod task {
        use super::super as tasks;
        use std::future::Future;
        use std::pin::Pin;
        use std::task::{Context, Poll};
        use std::time::Duration;
        pub use tasks::yield_now;

        /// A task that may be awaited, and panics then if the task did.
        pub struct JoinHandle<T>(tasks::JoinHandle<T>);

        impl<T> Future for JoinHandle<T> {
            type Output = T;

            fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
                match self.0.result(context) {
                    Poll::Pending => Poll::Pending,
                    Poll::Ready(Ok(value)) => Poll::Ready(value),
                    Poll::Ready(Err(payload)) => std::panic::resume_unwind(payload),
                }
            }
        }

        /// Starts a task, which begins when it is chosen.
        pub fn spawn<F>(future: F) -> JoinHandle<F::Output>
        where
            F: Future<Output: Send> + Send + 'static,
        {
            JoinHandle(tasks::spawn(future))
        }

        /// Waits as long, in a time of the schedule's own.
        pub async fn sleep(time: Duration) {
            tasks::sleep(time).await;
        }
    }
}
