//! All orders of a program: it runs again and again from its start, each time with another choice, until none is left.
//!
//! A state that was reached before has the same future as then, so an order ends where it reaches one.

use crate::run::{self, End, Outcome};
use crate::tree::{Tree, Way};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How far to look.
#[derive(Debug, Clone)]
pub struct Limits {
    /// The steps of one order.
    pub steps: usize,
    /// The states of all.
    pub states: usize,
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            steps: 400,
            states: 20_000,
            time: Duration::from_secs(20),
        }
    }
}

/// Where a thread stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Place {
    /// 0 if the thread has ended.
    pub line: u32,
    /// The step that it is about to take.
    pub what: String,
    /// Why it can't; empty if it can.
    pub waits: String,
}

/// The moment before a choice.
pub(crate) struct View {
    pub places: Vec<Place>,
    /// The threads that can go.
    pub able: Vec<usize>,
    /// Equal for states with equal futures.
    pub key: u64,
}

/// A state, with a way on for each thread that can go.
#[derive(Debug, Clone)]
pub(crate) struct State {
    pub places: Vec<Place>,
    pub able: Vec<usize>,
    pub ways: Vec<Option<Arrow>>,
    pub end: Option<End>,
}

/// A step: where it leads, what is printed in it, what it found.
#[derive(Debug, Clone)]
pub(crate) struct Arrow {
    pub to: usize,
    pub text: String,
    pub note: String,
}

/// What is known of all orders, and which one is under way.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    pub states: Vec<State>,
    seen: HashMap<u64, usize>,
    /// The choices of this order: a state, and which of its ways.
    path: Vec<(usize, usize)>,
    depth: usize,
    merge: bool,
    steps: usize,
    /// The threads of the one order that is replayed.
    forced: Option<Vec<usize>>,
    replayed: Option<Replayed>,
    wrong: Option<String>,
}

/// What came of one order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replayed {
    pub end: Option<End>,
    pub output: String,
    /// The lines of the steps that were taken.
    pub lines: Vec<u32>,
}

impl Replayed {
    /// As the copy of a program writes it.
    pub fn to_json(&self) -> serde_json::Value {
        let end = self.end.map(|end| end.to_string());
        serde_json::json!({ "end": end, "output": self.output, "lines": self.lines })
    }
}

impl Walk {
    /// Remembers the first thing that went wrong.
    pub fn wrong(&mut self, what: String) {
        self.wrong.get_or_insert(what);
    }

    /// From now on, each state is a new one.
    pub fn never_merge(&mut self) {
        self.merge = false;
    }

    /// Whether no choice of this order was made.
    pub fn at_start(&self) -> bool {
        self.depth == 0
    }

    /// Before a choice: who goes, or that this order ends here.
    pub fn arrive(&mut self, view: View, text: String, note: String) -> Option<usize> {
        if self.forced.is_some() {
            return self.follow(&view, &text);
        }
        let state = match self.path.get(self.depth) {
            Some(&(state, _)) => {
                if self.states[state].places != view.places {
                    self.wrong(
                        "in the same order, it does not always do the same: something but the order decides".to_owned(),
                    );
                    return None;
                }
                state
            }
            None => {
                let known = self.seen.get(&view.key).copied().filter(|_| self.merge);
                let to = known.unwrap_or(self.states.len());
                self.lead(Arrow { to, text, note });
                if known.is_some() {
                    return None;
                }
                self.seen.insert(view.key, to);
                let end = match (view.able.is_empty(), self.depth >= self.steps) {
                    (true, _) => Some(End::Deadlock),
                    (false, true) => Some(End::Cut),
                    (false, false) => None,
                };
                let able = if end.is_some() { Vec::new() } else { view.able };
                self.states.push(State {
                    places: view.places,
                    ways: vec![None; able.len()],
                    able,
                    end,
                });
                if end.is_some() {
                    return None;
                }
                self.path.push((to, 0));
                to
            }
        };
        let (_, way) = self.path[self.depth];
        self.depth += 1;
        Some(self.states[state].able[way])
    }

    /// The program has ended.
    pub fn end(&mut self, end: End, places: Vec<Place>, text: String, note: String) {
        if let Some(replayed) = &mut self.replayed {
            replayed.output += &text;
            replayed.end = Some(end);
            return;
        }
        if self.depth < self.path.len() {
            self.wrong("in the same order, it does not always end at the same place".to_owned());
            return;
        }
        let to = self.states.len();
        self.lead(Arrow { to, text, note });
        self.states.push(State {
            places,
            able: Vec::new(),
            ways: Vec::new(),
            end: Some(end),
        });
    }

    fn lead(&mut self, arrow: Arrow) {
        if let Some(&(state, way)) = self.path.last() {
            self.states[state].ways[way] = Some(arrow);
        }
    }

    /// The next step of the order that is replayed.
    fn follow(&mut self, view: &View, text: &str) -> Option<usize> {
        let replayed = self.replayed.get_or_insert_default();
        replayed.output += text;
        if view.able.is_empty() {
            replayed.end = Some(End::Deadlock);
            return None;
        }
        let next = self.forced.as_ref()?.get(self.depth).copied();
        self.depth += 1;
        let next = next?;
        if !view.able.contains(&next) {
            let who = run::name_of(next);
            self.wrong(format!("after {} steps, {who} can't go", self.depth - 1));
            return None;
        }
        let replayed = self.replayed.get_or_insert_default();
        replayed.lines.push(view.places[next].line);
        Some(next)
    }

    /// The next order: the last choice that has another way takes it.
    fn turn(&mut self) -> bool {
        self.depth = 0;
        while let Some((state, way)) = self.path.pop() {
            if way + 1 < self.states[state].able.len() {
                self.path.push((state, way + 1));
                return true;
            }
        }
        false
    }
}

/// Goes through every order of `program`.
///
/// # Errors
/// In words: the program does something that depends on more than the order, or has more states than `limits` allow.
pub fn explore<R: Outcome + 'static>(
    limits: &Limits,
    program: impl Fn() -> R + Send + Sync + 'static,
) -> Result<Tree, String> {
    let (walk, runs) = walk(limits, true, program)?;
    Tree::new(&walk.states, runs)
}

/// Goes through every order of `program` without merging states: how many orders lead to each end.
///
/// # Errors
/// As of [`explore`].
pub fn count<R: Outcome + 'static>(
    limits: &Limits,
    program: impl Fn() -> R + Send + Sync + 'static,
) -> Result<(Vec<Way>, u64), String> {
    let (walk, runs) = walk(limits, false, program)?;
    Ok((Tree::new(&walk.states, runs)?.ends, runs))
}

fn walk<R: Outcome + 'static>(
    limits: &Limits,
    merge: bool,
    program: impl Fn() -> R + Send + Sync + 'static,
) -> Result<(Walk, u64), String> {
    run::quiet();
    let program: Arc<dyn Fn() -> R + Send + Sync> = Arc::new(program);
    let start = Instant::now();
    let mut walk = Walk {
        merge,
        steps: limits.steps,
        ..Walk::default()
    };
    let mut runs = 0;
    loop {
        walk = run::once(walk, program.clone());
        runs += 1;
        if let Some(wrong) = walk.wrong.take() {
            return Err(wrong);
        }
        let states = walk.states.len();
        let too_much = if states > limits.states {
            Some(format!("more than {} states", limits.states))
        } else if start.elapsed() > limits.time {
            let seconds = limits.time.as_secs();
            Some(format!("no end after {seconds} s"))
        } else {
            None
        };
        if let Some(too_much) = too_much {
            return Err(format!(
                "{too_much}: {runs} orders were tried, and {states} states found"
            ));
        }
        if !walk.turn() {
            return Ok((walk, runs));
        }
    }
}

/// Runs `program` once: each of `order` is the thread that takes the next step.
///
/// # Errors
/// In words: the order is not one of this program.
pub fn replay<R: Outcome + 'static>(
    order: Vec<usize>,
    program: impl Fn() -> R + Send + Sync + 'static,
) -> Result<Replayed, String> {
    run::quiet();
    let walk = Walk {
        forced: Some(order),
        replayed: Some(Replayed::default()),
        ..Walk::default()
    };
    let walk = run::once(walk, Arc::new(program));
    match (walk.wrong, walk.replayed) {
        (Some(wrong), _) => Err(wrong),
        (None, replayed) => Ok(replayed.unwrap_or_default()),
    }
}
