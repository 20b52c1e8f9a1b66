//! What is kept of all orders: states with equal futures are one state, and each end is there with the number of its orders.

use crate::run::{End, name_of};
use crate::walk::{Arrow, Place, State};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// The most ends that are told apart.
const MOST_ENDS: usize = 200;

/// All orders of a program.
#[derive(Debug, Clone)]
pub struct Tree {
    /// The last is the start; a step leads to a state before it.
    states: Vec<State>,
    pub ends: Vec<Way>,
    /// The steps of the longest order.
    pub longest: usize,
    /// How often the program ran.
    pub runs: u64,
}

/// An end, and how a program gets there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    pub end: End,
    /// All that is printed until then.
    pub output: String,
    /// How many orders lead there.
    pub orders: u64,
    /// The shortest of them, of these one that seldom goes from a thread to another: the thread of each step.
    pub order: Vec<usize>,
}

/// What is printed from a state on, and the end.
type Future = (String, End);

/// How a future is reached from a state.
#[derive(Clone, Default)]
struct Ways {
    orders: u64,
    /// For each thread that may take the first step: the steps until the end, and how often another thread goes then.
    best: BTreeMap<usize, (usize, usize)>,
}

impl Ways {
    /// Steps, changes and first thread of the best way, if thread `before` went before.
    fn best_after(&self, before: Option<usize>) -> (usize, usize, Option<usize>) {
        let ways = self.best.iter().map(|(&thread, &(steps, changes))| {
            let change = before.is_some_and(|before| before != thread);
            (steps, changes + usize::from(change), Some(thread))
        });
        ways.min().unwrap_or((0, 0, None))
    }
}

impl Tree {
    /// Of the states that a walk has found; the first of them is the start.
    pub(crate) fn new(found: &[State], runs: u64) -> Result<Tree, String> {
        let states = merged(found);
        let mut longest = vec![0; states.len()];
        for (i, state) in states.iter().enumerate() {
            let ways = arrows(state).map(|(_, arrow)| longest[arrow.to] + 1);
            longest[i] = ways.max().unwrap_or(0);
        }
        let ways = ways(&states)?;
        let start = states.len() - 1;
        let ends = ways[start].iter().map(|(future, way)| Way {
            end: future.1,
            output: future.0.clone(),
            orders: way.orders,
            order: order(&states, &ways, start, future),
        });
        let mut ends: Vec<Way> = ends.collect();
        ends.sort_by(|a, b| (a.end, b.orders, &a.output).cmp(&(b.end, a.orders, &b.output)));
        Ok(Tree {
            ends,
            longest: longest[start],
            states,
            runs,
        })
    }

    /// How many orders there are.
    pub fn orders(&self) -> u64 {
        self.ends.iter().map(|way| way.orders).sum()
    }

    /// How many states there are.
    pub fn states(&self) -> usize {
        self.states.len()
    }

    /// As it is kept, but for the listing that it is of.
    pub fn to_json(&self) -> Value {
        let mut places: Vec<&Place> = Vec::new();
        let mut known: HashMap<&Place, usize> = HashMap::new();
        let mut states = Vec::new();
        for state in &self.states {
            let at = state.places.iter().map(|place| {
                *known.entry(place).or_insert_with(|| {
                    places.push(place);
                    places.len() - 1
                })
            });
            let at: Vec<usize> = at.collect();
            let next: Vec<Value> = arrows(state)
                .map(|(thread, arrow)| json!([thread, arrow.to, arrow.text, arrow.note]))
                .collect();
            let end = state.end.map(|end| end.to_string()).unwrap_or_default();
            states.push(json!([at, next, end]));
        }
        let threads = self.states.iter().map(|state| state.places.len()).max();
        let threads: Vec<String> = (0..threads.unwrap_or(1)).map(name_of).collect();
        let places: Vec<Value> = places
            .iter()
            .map(|place| json!([place.line, place.what, place.waits]))
            .collect();
        json!({
            "threads": threads, "orders": self.orders(), "longest": self.longest, "runs": self.runs,
            "ends": to_json(&self.ends), "places": places, "states": states,
        })
    }
}

/// Ends as they are kept.
pub(crate) fn to_json(ends: &[Way]) -> Value {
    let ends = ends.iter().map(|way| {
        json!({
            "end": way.end.to_string(), "output": way.output, "orders": way.orders, "order": way.order,
        })
    });
    ends.collect()
}

/// The ways on from a state, each with its thread.
fn arrows(state: &State) -> impl Iterator<Item = (usize, &Arrow)> {
    let ways = state.able.iter().zip(&state.ways);
    ways.filter_map(|(thread, way)| Some((*thread, way.as_ref()?)))
}

/// The states, each behind all to which it leads; those with equal futures are one.
fn merged(found: &[State]) -> Vec<State> {
    type Content = (Vec<Place>, Option<End>, Vec<(usize, usize, String, String)>);
    let mut states: Vec<State> = Vec::new();
    let mut known: HashMap<Content, usize> = HashMap::new();
    let mut new: Vec<Option<usize>> = vec![None; found.len()];
    // A stack instead of a recursion, for long orders.
    let mut open = vec![(0, 0)];
    while let Some((i, way)) = open.pop() {
        let state = &found[i];
        if let Some(next) = arrows(state).nth(way) {
            open.push((i, way + 1));
            if new[next.1.to].is_none() {
                open.push((next.1.to, 0));
            }
            continue;
        }
        let mut state = state.clone();
        for arrow in state.ways.iter_mut().flatten() {
            arrow.to = new[arrow.to].expect("it was merged before");
        }
        let next = arrows(&state).map(|(t, a)| (t, a.to, a.text.clone(), a.note.clone()));
        let content = (state.places.clone(), state.end, next.collect());
        let number = *known.entry(content).or_insert_with(|| {
            states.push(state);
            states.len() - 1
        });
        new[i] = Some(number);
    }
    states
}

/// How each state gets to each of its futures.
fn ways(states: &[State]) -> Result<Vec<BTreeMap<Future, Ways>>, String> {
    let mut all: Vec<BTreeMap<Future, Ways>> = Vec::new();
    for state in states {
        let mut of_state: BTreeMap<Future, Ways> = BTreeMap::new();
        if let Some(end) = state.end {
            let way = Ways {
                orders: 1,
                best: BTreeMap::new(),
            };
            of_state.insert((String::new(), end), way);
        }
        for (thread, arrow) in arrows(state) {
            for ((text, end), further) in &all[arrow.to] {
                let way = of_state.entry((format!("{}{text}", arrow.text), *end));
                let way = way.or_default();
                way.orders = way.orders.saturating_add(further.orders);
                let (steps, changes, _) = further.best_after(Some(thread));
                way.best.insert(thread, (steps + 1, changes));
            }
        }
        if of_state.len() > MOST_ENDS {
            return Err(format!("it has more than {MOST_ENDS} different ends"));
        }
        all.push(of_state);
    }
    Ok(all)
}

/// The best order from the state `at` to this future.
fn order(
    states: &[State],
    ways: &[BTreeMap<Future, Ways>],
    mut at: usize,
    future: &Future,
) -> Vec<usize> {
    let mut future = future.clone();
    let mut order: Vec<usize> = Vec::new();
    while let Some(way) = ways[at].get(&future) {
        let (_, _, Some(thread)) = way.best_after(order.last().copied()) else {
            break;
        };
        let Some((_, arrow)) = arrows(&states[at]).find(|(t, _)| *t == thread) else {
            break;
        };
        order.push(thread);
        future.0 = future.0[arrow.text.len()..].to_owned();
        at = arrow.to;
    }
    order
}
