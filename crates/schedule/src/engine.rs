//! Shuttle: a stack for each thread of a program, on one thread of the system.
//!
//! Its own scheduler decides nothing: [`run`](crate::run) says which thread goes next. An order ends by a panic with [`Stop`],
//! and never by `None` from the scheduler: then shuttle would run the destructors of threads that stand still, which may use
//! the stack of a thread that is gone.

use crate::run::{self, Stop};
use shuttle::scheduler::{Schedule, Scheduler, Task, TaskId};
use shuttle::{Config, FailurePersistence, MaxSteps, Runner};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

/// The stack of each thread; the system gives memory only for what is used of it.
const STACK: usize = 1 << 20;

struct Obedient {
    begun: bool,
}

impl Scheduler for Obedient {
    fn new_execution(&mut self) -> Option<Schedule> {
        (!std::mem::replace(&mut self.begun, true)).then(|| Schedule::new(0))
    }

    fn next_task(
        &mut self,
        tasks: &[&Task],
        _current: Option<TaskId>,
        _yields: bool,
    ) -> Option<TaskId> {
        let next = run::next();
        let task = tasks.iter().find(|task| usize::from(task.id()) == next);
        task.map(|task| task.id())
    }

    fn next_u64(&mut self) -> u64 {
        0
    }
}

/// Runs `main` as thread 0, until a thread panics with [`Stop`].
pub(crate) fn execute(main: impl Fn() + Send + Sync + 'static) {
    let mut config = Config::new();
    config.stack_size = STACK;
    config.failure_persistence = FailurePersistence::None;
    config.max_steps = MaxSteps::None;
    config.silence_warnings = true;
    let runner = Runner::new(Obedient { begun: false }, config);
    let main = Arc::new(main);
    let ended = catch_unwind(AssertUnwindSafe(|| runner.run(move || main())));
    if let Err(payload) = ended
        && !payload.is::<Stop>()
    {
        resume_unwind(payload);
    }
}

/// Makes a thread. Its number is one more than that of the thread that was made before it.
pub(crate) fn spawn(body: Box<dyn FnOnce() + Send>) {
    drop(shuttle::thread::spawn(body));
}

/// Goes where [`run::next`] says.
pub(crate) fn switch() {
    shuttle::thread::yield_now();
}
