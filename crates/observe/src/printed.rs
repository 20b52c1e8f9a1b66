//! What claims read in the output of a run: times, numbers, the lines between. Where the output has no such text, they
//! panic with all of it, because a claim fails then.

use crate::run::{Run, Stream};
use std::str::FromStr;
use std::time::Duration;

impl Run {
    /// When the `n`th line (from 0) on stdout that contains `text` was read, from the program's start.
    ///
    /// # Panics
    /// Where there is no such line, with what was printed.
    #[track_caller]
    pub fn at(&self, text: &str, n: usize) -> Duration {
        let found = self
            .lines
            .iter()
            .filter(|l| l.stream == Stream::Stdout && l.text.contains(text))
            .nth(n);
        match found {
            Some(line) => line.at,
            None => panic!(
                "{}: no line {n} with `{text}` in:\n{}",
                self.name, self.stdout
            ),
        }
    }

    /// The lines on stdout without the last, which says how long the program took: `executed in 3.00 seconds.`
    ///
    /// # Panics
    /// If the last line does not end with `seconds.`
    #[track_caller]
    pub fn out_before_the_time(&self) -> Vec<&str> {
        let mut lines = self.out();
        match lines.pop() {
            Some(last) if last.ends_with(" seconds.") => lines,
            _ => self.lacks("a time in its last line"),
        }
    }

    /// The seconds that the program printed in its last line: 3.0 of `executed in 3.00 seconds.`
    ///
    /// # Panics
    /// If the last line does not end with a number and `seconds.`
    #[track_caller]
    pub fn printed_seconds(&self) -> f64 {
        let last = self.out().pop().unwrap_or_default();
        let number = last
            .strip_suffix(" seconds.")
            .and_then(|rest| rest.split(' ').next_back());
        match number.and_then(|number| number.parse().ok()) {
            Some(seconds) => seconds,
            None => self.lacks("a number of seconds in its last line"),
        }
    }

    /// The text on stdout after the first `before` and up to the next `after`.
    ///
    /// # Panics
    /// If one of them is not there.
    #[track_caller]
    pub fn between(&self, before: &str, after: &str) -> &str {
        let rest = self.stdout.split_once(before);
        match rest.and_then(|(_, rest)| rest.split_once(after)) {
            Some((text, _)) => text,
            None => self.lacks(&format!("text between `{before}` and `{after}`")),
        }
    }

    /// The number on stdout after the first `before` and up to the next `after`: 85 of `heard by 85 guests`, for
    /// `heard by ` and ` guests`.
    ///
    /// # Panics
    /// If one of them is not there, or something else than a number is between them.
    #[track_caller]
    pub fn number<T: FromStr>(&self, before: &str, after: &str) -> T {
        match self.between(before, after).trim().parse() {
            Ok(number) => number,
            Err(_) => self.lacks(&format!("a number between `{before}` and `{after}`")),
        }
    }

    /// The number of each line on stdout that has one between `before` and `after`, in their order.
    pub fn numbers<T: FromStr>(&self, before: &str, after: &str) -> Vec<T> {
        let number = |line: &str| line.split_once(before)?.1.split_once(after)?.0.parse().ok();
        self.stdout.lines().filter_map(number).collect()
    }

    /// The place, from 0, of the first line on stdout that contains `text`.
    ///
    /// # Panics
    /// If there is none.
    #[track_caller]
    pub fn line_of(&self, text: &str) -> usize {
        match self.stdout.lines().position(|line| line.contains(text)) {
            Some(place) => place,
            None => self.lacks(&format!("a line with `{text}`")),
        }
    }

    #[track_caller]
    fn lacks(&self, what: &str) -> ! {
        panic!(
            "{}: it did not print {what}, but:\n{}",
            self.name, self.stdout
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::Exit;
    use listing::Manifest;

    fn run(stdout: &str) -> Run {
        Run {
            name: "tally-sync".into(),
            lines: Vec::new(),
            elapsed: Duration::ZERO,
            exit: Exit::Code(0),
            peak_memory: None,
            threads: None,
            first_thread: None,
            at_kill: Vec::new(),
            stdout: stdout.into(),
            stderr: String::new(),
            dir: None,
            place: None,
            model: None,
            manifest: Manifest::default(),
        }
    }

    #[test]
    fn the_last_line_tells_the_time_and_the_others_are_what_was_printed() {
        let run = run("one\ntwo\nexecuted in 3.01 seconds.\n");
        assert_eq!(run.out_before_the_time(), ["one", "two"]);
        assert_eq!(run.printed_seconds(), 3.01);
    }

    #[test]
    fn numbers_are_found_by_what_is_around_them() {
        let run = run("plate 1 is dry, 2 wet\nplate 2 is dry, 1 wet\ndone after 120 ms\n");
        assert_eq!(run.between("done ", "\n"), "after 120 ms");
        assert_eq!(run.number::<u64>("done after ", " ms"), 120);
        assert_eq!(run.numbers::<usize>("plate ", " is dry"), [1, 2]);
        assert_eq!(run.numbers::<usize>("dry, ", " wet"), [2, 1]);
        assert_eq!(run.line_of("plate 2"), 1);
    }

    #[test]
    #[should_panic(expected = "tally-sync: it did not print a number between `after ` and ` ms`")]
    fn an_output_without_the_number_fails_the_claim() {
        run("done after some ms\n").number::<u64>("after ", " ms");
    }
}
