//! Is what a program printed now what it printed when it was recorded?

use crate::Run;
use listing::Vary;
use regex::Regex;

/// `text` with everything replaced that may differ from run to run: what `vary` allows, and of a panic always
/// the thread's number and the folder of the source file.
pub fn mask(text: &str, vary: &[Vary]) -> String {
    let always = [
        // thread 'main' (4711) panicked at listings/count/tokio.rs:9:5:
        (
            r"(?m)^thread ('[^']*'|<unnamed>) \(\d+\) panicked at (?:[^\n:]*[/\\])?",
            "thread $1 (#) panicked at ",
        ),
    ];
    let mut masked = text.to_owned();
    for (pattern, with) in always {
        let pattern = Regex::new(pattern).expect("a fixed pattern");
        masked = pattern.replace_all(&masked, with).into_owned();
    }
    for vary in vary {
        let pattern = Regex::new(&vary.pattern)
            .unwrap_or_else(|e| panic!("the manifest's vary pattern `{}`: {e}", vary.pattern));
        masked = pattern.replace_all(&masked, "…").into_owned();
    }
    masked
}

/// Fails unless each run printed what is recorded for its listing, and ended as its manifest says.
///
/// # Panics
/// With the first difference, and the command that records anew.
pub fn same_as_recorded(runs: &[&Run]) {
    let mut wrong = Vec::new();
    for run in runs {
        if let Err(difference) = compare(run) {
            wrong.push(difference);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn compare(run: &Run) -> Result<(), String> {
    let (Some(dir), Some(place), Some(model)) = (&run.dir, &run.place, &run.model) else {
        return Err(format!("{}: not a listing", run.name));
    };
    let (program, folder) = (place.program(), place.folder());
    let again = format!("if it should be so: cargo run -- record {program} --model {model}");
    if let Err(why) = run.ended_as_its_manifest_says() {
        return Err(format!(
            "{}: {why}\n{}{}",
            run.name,
            run.stdout(),
            run.stderr()
        ));
    }
    let vary = &run.manifest.vary;
    for (stream, now) in [("txt", run.stdout()), ("err", run.stderr())] {
        let path = dir.join("recorded").join(format!("{model}.{stream}"));
        let recorded = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(_) if stream == "err" => String::new(),
            Err(_) => {
                return Err(format!(
                    "{folder}: {model} is not recorded\n  run: cargo run -- record {program}"
                ));
            }
        };
        let (now, then) = (mask(now, vary), mask(&recorded, vary));
        if let Some(Difference { line, one, other }) = first_difference(&then, &now) {
            return Err(format!(
                "{folder}/recorded/{model}.{stream}:{line}: a fresh run printed something else\n  recorded: {one}\n  now:      {other}\n  {again}"
            ));
        }
    }
    Ok(())
}

/// Where two texts first differ.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference<'a> {
    /// From 1.
    pub line: usize,
    /// What the first text has in this line; `(the end)` if it has no such line.
    pub one: &'a str,
    /// What the other text has there.
    pub other: &'a str,
}

/// The first line in which two texts differ; `None` if they are the same.
pub fn first_difference<'a>(one: &'a str, other: &'a str) -> Option<Difference<'a>> {
    if one == other {
        return None;
    }
    let same = one.lines().zip(other.lines());
    let same = same.take_while(|(one, other)| one == other).count();
    let at = |text: &'a str| text.lines().nth(same).unwrap_or("(the end)");
    Some(Difference {
        line: same + 1,
        one: at(one),
        other: at(other),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_differs_is_found_also_where_one_text_ends() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        let difference = |line, one, other| Some(Difference { line, one, other });
        let found = first_difference("a\nb\n", "a\nc\nd\n");
        assert_eq!(found, difference(2, "b", "c"));
        let found = first_difference("a\n", "a\nb\n");
        assert_eq!(found, difference(2, "(the end)", "b"));
    }
}
