//! `recorded/<model>.schedules.json`: every order in which the threads of a listing can run.

use crate::{Error, Place, listing_hash};
use serde::{Deserialize, Serialize};
use std::fmt::Write;
use std::path::Path;

/// All orders of a listing, with states that have equal futures as one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Schedules {
    /// [`listing_hash`] of the listing.
    pub listing: String,
    /// What to call each thread, by its number.
    pub threads: Vec<String>,
    /// How many orders there are.
    pub orders: u64,
    /// The steps of the longest.
    pub longest: usize,
    /// How often the program ran to find them.
    pub runs: u64,
    pub ends: Vec<End>,
    /// Where threads stand: a line (0 if the thread has ended), the step that is next, and why the thread can't take it.
    pub places: Vec<(u32, String, String)>,
    /// The last is the start.
    pub states: Vec<State>,
}

/// How orders end.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// `done`, `panic`, `exit 1`, `deadlock`, `cut`.
    pub end: String,
    /// All that is printed.
    pub output: String,
    /// How many orders end so.
    pub orders: u64,
    /// The thread that takes each step, in one of the shortest of them.
    pub order: Vec<usize>,
}

/// A state: the place of each thread; each step from here (a thread, the state after it, what is printed, what is found); and
/// how the program ends here, if it does.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct State(
    pub Vec<usize>,
    pub Vec<(usize, usize, String, String)>,
    pub String,
);

/// A step of an order, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step<'a> {
    pub thread: &'a str,
    pub line: u32,
    pub what: &'a str,
    pub printed: &'a str,
    pub found: &'a str,
}

impl Schedules {
    /// The file of a listing's orders, below the root.
    pub fn file(place: &Place, model: &str) -> String {
        format!("{}/recorded/{model}.schedules.json", place.folder())
    }

    /// Reads the orders of `model` of the program at `place`; `None` if there is no such file.
    ///
    /// # Errors
    /// It is there and can't be read.
    pub fn read(root: &Path, place: &Place, model: &str) -> Result<Option<Schedules>, Error> {
        let file = Schedules::file(place, model);
        let Ok(text) = std::fs::read_to_string(root.join(&file)) else {
            return Ok(None);
        };
        let read: Schedules = serde_json::from_str(&text).map_err(|e| {
            Error::new(
                &file,
                e.line(),
                format!("does not hold the orders of a listing: {e}"),
                again(place),
            )
        })?;
        if !read.leads_somewhere() {
            return Err(Error::new(
                &file,
                0,
                "leads to a state that it does not have",
                again(place),
            ));
        }
        Ok(Some(read))
    }

    /// That every number in it names something.
    fn leads_somewhere(&self) -> bool {
        let right = |(i, State(at, next, _)): (usize, &State)| {
            at.iter().all(|place| *place < self.places.len())
                && next
                    .iter()
                    .all(|(thread, to, _, _)| *thread < self.threads.len() && *to < i)
        };
        !self.states.is_empty() && self.states.iter().enumerate().all(right)
    }

    /// Whether these are the orders of a listing with this text.
    pub fn is_of(&self, source: &str) -> bool {
        self.listing == listing_hash(source)
    }

    /// As it is kept: a line for each end, place and state, so that a change of one is a change of one line.
    pub fn to_json(&self) -> String {
        fn line(value: &impl Serialize) -> String {
            serde_json::to_string(value).expect("numbers, texts and lists are JSON")
        }
        let mut out = String::from("{\n");
        let _ = writeln!(out, "\"listing\": {},", line(&self.listing));
        let _ = writeln!(out, "\"threads\": {},", line(&self.threads));
        let _ = writeln!(
            out,
            "\"orders\": {}, \"longest\": {}, \"runs\": {},",
            self.orders, self.longest, self.runs
        );
        let list =
            |name: &str, lines: Vec<String>| format!("\"{name}\": [\n{}\n]", lines.join(",\n"));
        let ends = self.ends.iter().map(line).collect();
        let places = self.places.iter().map(line).collect();
        let states = self.states.iter().map(line).collect();
        let _ = writeln!(out, "{},", list("ends", ends));
        let _ = writeln!(out, "{},", list("places", places));
        let _ = writeln!(out, "{}\n}}", list("states", states));
        out
    }

    /// Where an order leads; `None` if a thread can't go.
    pub fn state_after(&self, order: &[usize]) -> Option<&State> {
        let mut state = self.states.last()?;
        for thread in order {
            let (_, to, ..) = state.1.iter().find(|(who, ..)| who == thread)?;
            state = &self.states[*to];
        }
        Some(state)
    }

    /// The steps of an order; fewer than it names if a thread can't go.
    pub fn steps<'a>(&'a self, order: &[usize]) -> Vec<Step<'a>> {
        let mut steps = Vec::new();
        let Some(mut state) = self.states.last() else {
            return steps;
        };
        for thread in order {
            let State(at, next, _) = state;
            let Some((_, to, printed, found)) = next.iter().find(|(who, ..)| who == thread) else {
                break;
            };
            let (line, what, _) = &self.places[at[*thread]];
            steps.push(Step {
                thread: &self.threads[*thread],
                line: *line,
                what,
                printed,
                found,
            });
            state = &self.states[*to];
        }
        steps
    }
}

/// How to make the orders of a program again.
fn again(place: &Place) -> String {
    format!("run: cargo run -- schedules {}", place.program())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_prints() -> Schedules {
        let end = |output: &str, order| End {
            end: "done".to_owned(),
            output: output.to_owned(),
            orders: 1,
            order,
        };
        let step = |thread, to, text: &str| (thread, to, text.to_owned(), String::new());
        Schedules {
            listing: listing_hash("fn main() {}"),
            threads: ["main", "thread 1", "thread 2"].map(String::from).to_vec(),
            orders: 2,
            longest: 2,
            runs: 2,
            ends: vec![end("ab", vec![1, 2]), end("ba", vec![2, 1])],
            places: vec![
                (0, String::new(), String::new()),
                (4, "print".to_owned(), String::new()),
            ],
            states: vec![
                State(vec![0, 0, 0], vec![], "done".to_owned()),
                State(vec![0, 0, 1], vec![step(2, 0, "b")], String::new()),
                State(vec![0, 1, 0], vec![step(1, 0, "a")], String::new()),
                State(
                    vec![0, 1, 1],
                    vec![step(1, 1, "a"), step(2, 2, "b")],
                    String::new(),
                ),
            ],
        }
    }

    #[test]
    fn what_is_kept_is_read_again() {
        let text = two_prints().to_json();
        assert_eq!(
            serde_json::from_str::<Schedules>(&text).unwrap(),
            two_prints()
        );
        assert!(
            text.contains("\n[[0,0,1],[[2,0,\"b\",\"\"]],\"\"],\n"),
            "{text}"
        );
    }

    #[test]
    fn an_order_is_told_step_by_step_as_far_as_it_goes() {
        let schedules = two_prints();
        let printed = |order: &[usize]| -> Vec<&str> {
            let steps = schedules.steps(order);
            steps.iter().map(|step| step.printed).collect()
        };
        assert_eq!(printed(&[2, 1]), ["b", "a"]);
        assert_eq!(printed(&[1, 1, 2]), ["a"]);
        assert_eq!(schedules.state_after(&[2, 1]), Some(&schedules.states[0]));
        assert_eq!(schedules.state_after(&[1, 1]), None);
    }

    #[test]
    fn a_file_that_leads_nowhere_is_refused() {
        let mut schedules = two_prints();
        assert!(schedules.leads_somewhere());
        schedules.states[1].1[0].1 = 9;
        assert!(!schedules.leads_somewhere());
    }
}
