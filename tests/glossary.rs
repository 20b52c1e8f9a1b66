//! The glossary has every term that a page defines. A term is defined where it is bold.

use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const GLOSSARY: &str = "src/reference/glossary.md";

/// Bold words that name a model, or an actor in a page's program: they are no terms.
const NAMES: &[&str] = &[
    "sync",
    "threads",
    "rayon",
    "tokio",
    "async-std",
    "smol",
    "threads and async-std",
    "tokio on all cores",
    "tokio and async-std",
    "quick",
    "slow",
    "silent",
    "steady",
    "half-closed",
    "resetting",
];

/// Where a page defines a term.
#[derive(Debug, PartialEq, Eq)]
struct Defined {
    line: usize,
    term: String,
}

/// A row of the glossary.
struct Row {
    line: usize,
    names: Vec<String>,
    /// The page that explains the term, from the root.
    page: PathBuf,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The pages that readers see, in the order of the book.
fn pages() -> Vec<String> {
    let summary = fs::read_to_string(root().join("src/SUMMARY.md")).expect("a summary");
    let link = Regex::new(r"\]\(([^)]+\.md)\)").expect("a right pattern");
    link.captures_iter(&summary)
        .map(|link| format!("src/{}", &link[1]))
        .collect()
}

/// The terms that the text of a page defines: bold, in lower case, outside tables and code, and no name.
fn defined(text: &str) -> Vec<Defined> {
    let bold = Regex::new(r"\*\*([a-z][a-z -]*)\*\*").expect("a right pattern");
    let mut fenced = false;
    let mut found = Vec::new();
    for (n, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced || line.starts_with('|') {
            continue;
        }
        for term in bold.captures_iter(line) {
            if !NAMES.contains(&&term[1]) {
                found.push(Defined {
                    line: n + 1,
                    term: term[1].to_owned(),
                });
            }
        }
    }
    found
}

/// The rows of the glossary, without its head.
fn rows(text: &str) -> Vec<Row> {
    let link = Regex::new(r"\]\(([^)#]+)").expect("a right pattern");
    text.lines()
        .enumerate()
        .filter(|(_, line)| line.starts_with("| ") && !line.starts_with("| term "))
        .filter_map(|(n, line)| {
            let mut cells = line.split('|').skip(1);
            let names = cells.next()?.split(',').map(|name| name.trim().to_owned());
            let page = link.captures(cells.nth(1)?)?[1].to_owned();
            let page = match page.strip_prefix("../") {
                Some(page) => Path::new("src").join(page),
                None => Path::new("src/reference").join(page),
            };
            Some(Row {
                line: n + 1,
                names: names.collect(),
                page,
            })
        })
        .collect()
}

/// A term in the singular: `workers` is `worker`.
fn singular(term: &str) -> &str {
    term.strip_suffix('s').unwrap_or(term)
}

/// What is missing, a line each.
fn missing(pages: &BTreeMap<String, Vec<Defined>>, rows: &[Row]) -> Vec<String> {
    let names: BTreeSet<&str> = rows
        .iter()
        .flat_map(|row| &row.names)
        .map(|name| singular(name))
        .collect();
    let mut wrong = Vec::new();
    for (page, terms) in pages {
        for Defined { line, term } in terms {
            if !names.contains(singular(term)) {
                wrong.push(format!(
                    "{page}:{line}: **{term}** is not in the glossary\n  add a row to {GLOSSARY}: | {term} | its meaning | [the page](…) | – |\n  or, if it is no term, write *{term}*, or name it in NAMES of tests/glossary.rs"
                ));
            }
        }
    }
    wrong
}

/// Rows whose page does not define their term, a line each.
fn astray(pages: &BTreeMap<String, Vec<Defined>>, rows: &[Row]) -> Vec<String> {
    rows.iter()
        .filter(|row| {
            let page = row.page.to_string_lossy();
            !pages.get(page.as_ref()).is_some_and(|terms| {
                terms.iter().any(|defined| {
                    row.names
                        .iter()
                        .any(|name| singular(name) == singular(&defined.term))
                })
            })
        })
        .map(|row| {
            format!(
                "{GLOSSARY}:{}: {} does not have **{}** in bold\n  link to the first page that defines the term, or make the term bold there",
                row.line,
                row.page.display(),
                row.names[0]
            )
        })
        .collect()
}

fn book() -> (BTreeMap<String, Vec<Defined>>, Vec<Row>) {
    let read = |file: &str| {
        fs::read_to_string(root().join(file)).unwrap_or_else(|e| panic!("{file}: {e}"))
    };
    let pages = pages()
        .into_iter()
        .filter(|page| page != GLOSSARY)
        .map(|page| {
            let terms = defined(&read(&page));
            (page, terms)
        })
        .collect();
    (pages, rows(&read(GLOSSARY)))
}

#[test]
fn every_bold_term_is_in_the_glossary() {
    let (pages, rows) = book();
    let wrong = missing(&pages, &rows);
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn each_row_leads_to_a_page_that_defines_its_term() {
    let (pages, rows) = book();
    let wrong = astray(&pages, &rows);
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn the_rows_are_in_order() {
    let (_, rows) = book();
    for pair in rows.windows(2) {
        assert!(
            pair[0].names[0] < pair[1].names[0],
            "{GLOSSARY}:{}: `{}` comes before `{}`",
            pair[1].line,
            pair[1].names[0],
            pair[0].names[0]
        );
    }
}

#[test]
fn a_term_that_is_missing_is_told_with_its_place_and_a_fix() {
    let text =
        "# A page\n\nMany **workers** and a **hook**.\n\n| **cell** |\n\n- **tokio** waits.\n";
    let page = BTreeMap::from([("src/idea/page.md".to_owned(), defined(text))]);
    let rows = rows(
        "| term | meaning |\n|---|---|\n| worker | a thread | [Page](../idea/page.md#a) | – |\n| lock | – | [Page](../idea/page.md) | – |\n",
    );
    let missing = missing(&page, &rows);
    assert_eq!(missing.len(), 1, "{missing:?}");
    assert!(
        missing[0].starts_with("src/idea/page.md:3: **hook** is not in the glossary\n  add a row")
    );
    let astray = astray(&page, &rows);
    assert_eq!(astray.len(), 1, "{astray:?}");
    assert!(
        astray[0]
            .starts_with("src/reference/glossary.md:4: src/idea/page.md does not have **lock**")
    );
}
