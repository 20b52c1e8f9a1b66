//! Is what a program printed now what it printed when it was recorded?

use crate::{Exit, Run};
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
    let manifest = &run.manifest;
    let expected = match (&manifest.ends, manifest.exit) {
        (Some(_), _) => Exit::Killed,
        (None, code) => Exit::Code(code.unwrap_or(0)),
    };
    if run.exit.as_shells_say() != expected {
        return Err(format!(
            "{}: ended with {}, its manifest says {expected}\n{}{}",
            run.name,
            run.exit,
            run.stdout(),
            run.stderr()
        ));
    }
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
        let (now, then) = (mask(now, &manifest.vary), mask(&recorded, &manifest.vary));
        if now != then {
            let line = now
                .lines()
                .zip(then.lines())
                .take_while(|(a, b)| a == b)
                .count();
            let at = |text: &str| text.lines().nth(line).unwrap_or("(the end)").to_owned();
            return Err(format!(
                "{folder}/recorded/{model}.{stream}:{}: a fresh run printed something else\n  recorded: {}\n  now:      {}\n  {again}",
                line + 1,
                at(&then),
                at(&now),
            ));
        }
    }
    Ok(())
}
