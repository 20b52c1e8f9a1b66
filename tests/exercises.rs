//! The page of all exercises names each one, with the page that asks for it.

use regex::Regex;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const PAGE: &str = "src/reference/exercises.md";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A row of a table: the exercise, and the page that it leads to, from the root.
fn rows(page: &str) -> Vec<(usize, String, String)> {
    let row = Regex::new(r"^\| `([a-z-]+)` \|.*\]\(\.\./([a-z/-]+\.md)\) \|$").expect("valid");
    let lines = page.lines().enumerate();
    lines
        .filter_map(|(n, line)| {
            let row = row.captures(line)?;
            Some((n + 1, row[1].to_owned(), format!("src/{}", &row[2])))
        })
        .collect()
}

#[test]
fn the_page_names_every_exercise_and_the_page_that_asks_for_it() {
    let page = fs::read_to_string(root().join(PAGE)).expect("the page can be read");
    let folders = fs::read_dir(root().join("exercises")).expect("the folder can be read");
    let mut missing: BTreeSet<String> = folders
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.join("starter.rs").is_file())
        .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .collect();
    let mut wrong = Vec::new();
    for (line, exercise, asks) in rows(&page) {
        if !missing.remove(&exercise) {
            wrong.push(format!(
                "{PAGE}:{line}: there is no exercises/{exercise}, or two rows name it"
            ));
        }
        let text = fs::read_to_string(root().join(&asks)).unwrap_or_default();
        let command = format!("cargo test -p exercise-{exercise}\n");
        if !text.contains(&command) {
            wrong.push(format!(
                "{PAGE}:{line}: {asks} does not ask for {exercise}: lead to the page that does"
            ));
        }
    }
    for exercise in missing {
        wrong.push(format!(
            "{PAGE}: exercises/{exercise} has no row: add it below its skill"
        ));
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}
