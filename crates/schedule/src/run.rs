//! One order of a program: where each thread stands, who could go, and who goes.

use crate::engine;
use crate::hash::mix;
use crate::walk::{Place, View, Walk};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What a thread panics with when an order has ended.
pub(crate) struct Stop;

/// How an order ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum End {
    /// The program ends with success.
    Done,
    /// `main` panics.
    Panic,
    /// The program ends with this exit code.
    Exit(i32),
    /// No thread can go, and `main` has not ended.
    Deadlock,
    /// The program still runs after as many steps as were allowed.
    Cut,
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            End::Done => write!(f, "done"),
            End::Panic => write!(f, "panic"),
            End::Exit(code) => write!(f, "exit {code}"),
            End::Deadlock => write!(f, "deadlock"),
            End::Cut => write!(f, "cut"),
        }
    }
}

/// What `main` may return.
pub trait Outcome: Send {
    /// How the program ends, and what it prints then.
    fn end(self) -> (End, String);
}

impl Outcome for () {
    fn end(self) -> (End, String) {
        (End::Done, String::new())
    }
}

impl<E: fmt::Debug + Send> Outcome for Result<(), E> {
    fn end(self) -> (End, String) {
        match self {
            Ok(()) => (End::Done, String::new()),
            Err(error) => (End::Exit(1), format!("Error: {error:?}\n")),
        }
    }
}

/// Says why a thread can't go, or that it can.
pub(crate) type Blocked<'a> = &'a dyn Fn() -> Option<String>;

/// The step before which a thread stands.
struct Pending {
    line: u32,
    what: String,
    /// Points to the stack of the thread, which stands still while this is there.
    blocked: *const dyn Fn() -> Option<String>,
    /// No other thread can notice this step, so it is taken as soon as it can be, and is no choice.
    unnoticed: bool,
}

#[derive(Default)]
struct Thread {
    line: u32,
    pending: Option<Pending>,
    ended: bool,
    /// Stands for all that the thread has done and seen, on which alone depends what it does next.
    history: u64,
    /// How many things it has made.
    made: u64,
    /// A task stands still only where it [`rest`]s.
    is_task: bool,
}

/// One order, as far as it has gone.
pub(crate) struct Run {
    pub walk: Walk,
    threads: Vec<Thread>,
    current: usize,
    next: usize,
    /// Who continues when a new thread stands before its first step.
    makers: Vec<usize>,
    /// What each object holds.
    objects: BTreeMap<u64, u64>,
    /// How often each name was given.
    names: BTreeMap<String, u32>,
    /// What was printed since the last choice, and what the last step found.
    printed: String,
    note: String,
    /// The time that has passed, and when each timer fires.
    now: Duration,
    timers: Vec<(Duration, Box<dyn FnOnce()>)>,
}

thread_local! {
    /// Whether the program has tasks, and not threads.
    static TASKS: Cell<bool> = const { Cell::new(false) };
    static RUN: RefCell<Option<Run>> = const { RefCell::new(None) };
    static EPOCH: Cell<u64> = const { Cell::new(0) };
}

/// The number of the order that runs. A static starts anew in each.
pub(crate) fn epoch() -> u64 {
    EPOCH.get()
}

fn with<T>(f: impl FnOnce(&mut Run) -> T) -> T {
    RUN.with_borrow_mut(|run| {
        f(run
            .as_mut()
            .expect("a thread of a program that is scheduled"))
    })
}

/// Where the program called.
#[track_caller]
pub(crate) fn caller() -> u32 {
    Location::caller().line()
}

/// The line at which the current thread stands, for what has no call: the end of a guard's scope.
pub(crate) fn line() -> u32 {
    with(|run| run.threads[run.current].line)
}

/// Copies call it before each statement.
pub fn at(line: u32) {
    if !std::thread::panicking() {
        with(|run| {
            let current = run.current;
            run.threads[current].line = line;
        });
    }
}

/// What to call a thread.
pub(crate) fn name_of(thread: usize) -> String {
    match thread {
        0 => "main".to_owned(),
        n if TASKS.get() => format!("task {n}"),
        n => format!("thread {n}"),
    }
}

pub(crate) fn me() -> usize {
    with(|run| run.current)
}

/// Where the engine goes.
pub(crate) fn next() -> usize {
    with(|run| run.next)
}

/// A step that another thread may notice: the thread stands still before it, until it is chosen and not `blocked`.
pub(crate) fn step(what: &str, line: u32, blocked: Blocked) {
    stand(what, line, false, blocked);
}

/// A step that no other thread can notice: it is taken as soon as it can be.
pub(crate) fn unnoticed(what: &str, line: u32, blocked: Blocked) {
    stand(what, line, true, blocked);
}

/// The step of a task that continues after an `.await`.
pub(crate) fn rest(what: &str, line: u32, blocked: Blocked) {
    set_task(false);
    stand(what, line, false, blocked);
    set_task(true);
}

fn set_task(is_task: bool) {
    with(|run| {
        let current = run.current;
        run.threads[current].is_task = is_task;
    });
}

/// The program has tasks, the first of which runs now. What wakes them is not known here, so that no state is known to be one
/// that was reached before.
pub(crate) fn tasks() {
    TASKS.set(true);
    set_task(true);
    with(|run| run.walk.never_merge());
}

/// Calls `fire` when this time has passed.
pub(crate) fn timer(after: Duration, fire: Box<dyn FnOnce()>) {
    with(|run| run.timers.push((run.now + after, fire)));
}

/// Notes a step within the step of a task. False if the current thread is no task.
fn within_a_task(what: &str, line: u32, blocked: Blocked) -> bool {
    let is_task = with(|run| {
        let thread = &mut run.threads[run.current];
        if !thread.is_task {
            return false;
        }
        thread.line = line;
        if what != "print" {
            let before = if run.note.is_empty() { "" } else { "; " };
            run.note = format!("{}{before}{what}", run.note);
        }
        true
    });
    if is_task && let Some(reason) = blocked() {
        refuse(&format!(
            "a task blocks the thread of all tasks: it {reason}"
        ));
    }
    is_task
}

fn stand(what: &str, line: u32, unnoticed: bool, blocked: Blocked) {
    if std::thread::panicking() {
        // A destructor: its thread does not stand still.
        if blocked().is_some() {
            // What follows does not matter: the program is refused.
            with(|run| run.walk.wrong("a thread waits while it panics".to_owned()));
        }
        return;
    }
    if within_a_task(what, line, blocked) {
        return;
    }
    // SAFETY: only the lifetime changes. `pending` is taken before this function returns, or the thread never continues.
    let blocked: *const dyn Fn() -> Option<String> = unsafe { std::mem::transmute(blocked) };
    let me = with(|run| {
        let me = run.current;
        run.threads[me].line = line;
        run.threads[me].pending = Some(Pending {
            line,
            what: what.to_owned(),
            blocked,
            unnoticed,
        });
        me
    });
    go_on(Some(me));
    with(|run| {
        run.current = me;
        let thread = &mut run.threads[me];
        thread.pending = None;
        thread.history = mix((thread.history, what, line));
    });
}

/// Chooses who goes, and goes there, from the thread `me`, or from one that has ended.
fn go_on(me: Option<usize>) {
    match with(Run::choose) {
        Some(next) => {
            with(|run| run.next = next);
            if me.is_some_and(|me| me != next) {
                engine::switch();
            }
        }
        None => resume_unwind(Box::new(Stop)),
    }
}

/// The current thread has seen this.
pub(crate) fn see(what: u64) {
    with(|run| {
        let thread = &mut run.threads[run.current];
        thread.history = mix((thread.history, what));
    });
}

/// What the current thread has done and seen.
pub(crate) fn history() -> u64 {
    with(|run| run.threads[run.current].history)
}

/// Says what the last step found.
pub(crate) fn note(what: impl fmt::Display) {
    with(|run| {
        run.note = match run.threads[run.current].is_task {
            true => format!("{}: {what}", run.note),
            false => what.to_string(),
        };
    });
}

/// From now on, an object holds this.
pub(crate) fn holds(object: u64, what: u64) {
    with(|run| run.objects.insert(object, what));
}

/// A number for something that the current thread makes: in all orders the same.
pub(crate) fn make() -> u64 {
    with(|run| {
        let thread = run.current;
        run.threads[thread].made += 1;
        mix((thread, run.threads[thread].made))
    })
}

/// `wanted`, with a number behind it if something has this name already.
pub(crate) fn name(wanted: &str) -> String {
    with(|run| {
        let times = run.names.entry(wanted.to_owned()).or_default();
        *times += 1;
        match *times {
            1 => wanted.to_owned(),
            n => format!("{wanted} {n}"),
        }
    })
}

/// The program does what can't be scheduled.
pub(crate) fn refuse(what: &str) -> ! {
    with(|run| run.walk.wrong(what.to_owned()));
    resume_unwind(Box::new(Stop))
}

/// Ends this order.
pub(crate) fn finish(end: End, last_words: &str) -> ! {
    with(|run| {
        run.printed.push_str(last_words);
        run.end(end);
    });
    resume_unwind(Box::new(Stop))
}

/// What a program prints with a macro of std.
pub fn print(line: u32, end: &str, what: fmt::Arguments<'_>) {
    // Before the step: what is printed may be an object's value.
    let text = format!("{what}{end}");
    step("print", line, &|| None);
    with(|run| run.printed.push_str(&text));
}

/// What a thread returned, or panicked with.
pub(crate) type Slot<T> = Arc<Mutex<Option<std::thread::Result<T>>>>;

/// Makes a thread, which goes as far as its first step. Returns its number.
///
/// # Safety
/// What `body` borrows must live until the thread has ended.
pub(crate) unsafe fn spawn<'a, T: Send + 'a>(
    body: impl FnOnce() -> T + Send + 'a,
    slot: Slot<T>,
) -> usize {
    let (maker, made) = with(|run| {
        let maker = run.current;
        run.threads[maker].made += 1;
        let history = mix((run.threads[maker].history, run.threads[maker].made));
        let line = run.threads[maker].line;
        run.threads.push(Thread {
            line,
            history,
            ..Thread::default()
        });
        let made = run.threads.len() - 1;
        run.makers.push(maker);
        (maker, made)
    });
    let body: Box<dyn FnOnce() + Send + 'a> = Box::new(move || {
        with(|run| run.current = made);
        let result = catch_unwind(AssertUnwindSafe(body));
        if let Err(payload) = &result
            && payload.is::<Stop>()
        {
            resume_unwind(Box::new(Stop));
        }
        *slot.lock().expect("it is used by one thread at a time") = Some(result);
        with(|run| {
            run.threads[made].ended = true;
            run.threads[made].line = 0;
        });
        go_on(None);
    });
    // SAFETY: as the caller promises.
    let body: Box<dyn FnOnce() + Send> = unsafe { std::mem::transmute(body) };
    // Shuttle may switch when it has made the thread.
    with(|run| run.next = maker);
    engine::spawn(body);
    with(|run| run.next = made);
    engine::switch();
    with(|run| run.current = maker);
    made
}

/// Whether a thread has ended.
pub(crate) fn ended(thread: usize) -> bool {
    with(|run| run.threads[thread].ended)
}

/// The current thread knows all that `thread`, which has ended, knew.
pub(crate) fn joined(thread: usize) {
    let history = with(|run| run.threads[thread].history);
    see(history);
}

/// Why a thread waits for these, or that it does not.
pub(crate) fn waits_for_end(threads: &[usize], all: &dyn Fn(usize) -> bool) -> Option<String> {
    let left: Vec<String> = threads
        .iter()
        .filter(|thread| !all(**thread))
        .map(|thread| name_of(*thread))
        .collect();
    let (last, others) = left.split_last()?;
    Some(match others {
        [] => format!("waits for the end of {last}"),
        _ => format!("waits for the ends of {} and {last}", others.join(", ")),
    })
}

impl Run {
    fn new(walk: Walk) -> Run {
        Run {
            walk,
            threads: vec![Thread::default()],
            current: 0,
            next: 0,
            makers: Vec::new(),
            objects: BTreeMap::new(),
            names: BTreeMap::new(),
            printed: String::new(),
            note: String::new(),
            now: Duration::ZERO,
            timers: Vec::new(),
        }
    }

    /// Who goes; `None` if this order ends here.
    fn choose(&mut self) -> Option<usize> {
        if let Some(maker) = self.makers.pop() {
            return Some(maker);
        }
        let reasons = self.reasons();
        let free = |(thread, reason): (&Thread, &Option<String>)| {
            reason.is_none() && thread.pending.as_ref().is_some_and(|p| p.unnoticed)
        };
        if let Some(thread) = self.threads.iter().zip(&reasons).position(free) {
            return Some(thread);
        }
        let able = self.threads.iter().zip(&reasons);
        let able = able
            .enumerate()
            .filter(|(_, (thread, reason))| reason.is_none() && thread.pending.is_some());
        let able: Vec<usize> = able.map(|(n, _)| n).collect();
        let view = View {
            places: self.places(reasons),
            able,
            key: self.key(),
        };
        let (text, note) = (self.printed_since(), std::mem::take(&mut self.note));
        self.walk.arrive(view, text, note)
    }

    /// Why each thread can't go. If none can, the next timer fires.
    fn reasons(&mut self) -> Vec<Option<String>> {
        loop {
            // Reasons look at objects alone, and at who has ended, which is in a table of its own: the run is borrowed here.
            let ended: Vec<bool> = self.threads.iter().map(|thread| thread.ended).collect();
            ENDED.with_borrow_mut(|table| *table = ended);
            let reasons: Vec<Option<String>> = self.threads.iter().map(Thread::reason).collect();
            let mut standing = self.threads.iter().zip(&reasons);
            let next = self.timers.iter().map(|(when, _)| *when).min();
            let Some(next) = next.filter(|_| {
                !standing.any(|(thread, reason)| thread.pending.is_some() && reason.is_none())
            }) else {
                return reasons;
            };
            self.now = next;
            let timers = std::mem::take(&mut self.timers);
            let (due, later) = timers.into_iter().partition(|(when, _)| *when <= next);
            self.timers = later;
            let due: Vec<(Duration, Box<dyn FnOnce()>)> = due;
            due.into_iter().for_each(|(_, fire)| fire());
        }
    }

    /// What was printed since the last choice. Before the first one, it is kept for the first step.
    fn printed_since(&mut self) -> String {
        match self.walk.at_start() {
            true => String::new(),
            false => std::mem::take(&mut self.printed),
        }
    }

    fn places(&self, reasons: Vec<Option<String>>) -> Vec<Place> {
        let threads = self.threads.iter().zip(reasons);
        threads
            .map(|(thread, reason)| match &thread.pending {
                Some(pending) => Place {
                    line: pending.line,
                    what: pending.what.clone(),
                    waits: reason.unwrap_or_default(),
                },
                None => Place::default(),
            })
            .collect()
    }

    /// A number for all on which the future depends.
    fn key(&self) -> u64 {
        let threads = self.threads.iter().map(|thread| {
            let pending = thread.pending.as_ref();
            let pending = pending.map(|p| (p.line, p.what.clone()));
            (thread.history, thread.ended, pending)
        });
        mix((threads.collect::<Vec<_>>(), &self.objects))
    }

    fn end(&mut self, end: End) {
        let reasons = self.threads.iter().map(|_| None).collect();
        // Threads that stand somewhere stop there: the process is gone.
        let mut places: Vec<Place> = self.places(reasons);
        places[0] = Place::default();
        let text = self.printed_since();
        let note = std::mem::take(&mut self.note);
        self.walk.end(end, places, text, note);
    }
}

thread_local! {
    /// Which threads have ended, for the reasons of threads that wait for an end.
    static ENDED: RefCell<Vec<bool>> = const { RefCell::new(Vec::new()) };
}

/// Whether a thread has ended, as a reason may ask.
pub(crate) fn has_ended(thread: usize) -> bool {
    ENDED.with_borrow(|table| table.get(thread).copied().unwrap_or(false))
}

impl Thread {
    fn reason(&self) -> Option<String> {
        let pending = self.pending.as_ref()?;
        // SAFETY: the thread stands still in `stand`, to whose argument this points.
        unsafe { (*pending.blocked)() }
    }
}

/// Runs the program in the order that `walk` says, and returns what it has found then.
pub(crate) fn once<R: Outcome + 'static>(
    walk: Walk,
    program: Arc<dyn Fn() -> R + Send + Sync>,
) -> Walk {
    EPOCH.set(EPOCH.get() + 1);
    TASKS.set(false);
    RUN.set(Some(Run::new(walk)));
    engine::execute(move || {
        let result = catch_unwind(AssertUnwindSafe(|| program()));
        let (end, last_words) = match result {
            Ok(outcome) => outcome.end(),
            Err(payload) if payload.is::<Stop>() => resume_unwind(payload),
            Err(_) => (End::Panic, String::new()),
        };
        let others = with(|run| run.threads.iter().skip(1).any(|thread| !thread.ended));
        if others || with(|run| run.walk.at_start()) {
            // It ends the others too, so it matters when. And an order has at least one step.
            rest("end the program", line(), &|| None);
        }
        finish(end, &last_words);
    });
    RUN.take().expect("it was put there").walk
}

/// Has panics of the program said as a part of what it prints, and those that end an order not at all.
pub(crate) fn quiet() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        // Shuttle sets a hook of its own when it first runs.
        RUN.set(Some(Run::new(Walk::default())));
        engine::execute(|| resume_unwind(Box::new(Stop)));
        RUN.set(None);
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let message = info.payload_as_str().unwrap_or("a panic");
            let line = info.location().map_or(0, Location::line);
            let said = RUN.with(|run| {
                let mut run = run.try_borrow_mut().ok()?;
                let run = run.as_mut()?;
                let who = name_of(run.current);
                run.printed
                    .push_str(&format!("{who} panicked at line {line}: {message}\n"));
                Some(())
            });
            if said.is_none() {
                before(info);
            }
        }));
    });
}
