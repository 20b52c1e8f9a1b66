//! The words of the book are plain English: some words are not used, because each has two meanings or slows a reader down.
//!
//! Pages, quizzes, exercises, comments and messages are read; code is not. The same test finds what promises a page that
//! does not exist.

use regex::Regex;
use std::fs;
use std::path::{Path, PathBuf};

/// What is not written, as a regular expression, and the word to use.
const WORDS: &[(&str, &str)] = &[
    (r"at once", "immediately, or at the same time"),
    (r"(?:mend|mends|mended|mending)", "fix"),
    (r"whoever", "the one who acts: the server, the reader"),
    (
        r"(?:somebody|someone)",
        "the one who acts: a client, a thread",
    ),
    (r"(?:nobody|no one)", "no client, no thread, no task"),
    (r"hand(?:s|ed|ing)? on", "pass on, or return"),
    (r"(?:go|goes|went|going|gone) on", "continue, or happen"),
    (r"(?:come|comes|came|coming) to an end", "finish, or end"),
    (r"let(?:s|ting)? go", "release"),
    (r"in (?:the )?place of", "instead of"),
    (r"all the same", "anyway"),
    (
        r"stands? (?:in|on|at|there|beside|below|above|under|alone)",
        "is",
    ),
    (r"mind (?:the|that|what)", "watch out for"),
    (r"sees? to it", "make sure"),
];

/// What promises something that may not exist.
const PROMISES: &[(&str, &str)] = &[
    (
        r"part [0-9]+",
        "link to the page, or leave it out: parts have no numbers",
    ),
    (
        r"later page|pages? of (?:its|their) own",
        "link to the page, or leave it out",
    ),
    (
        r"the page on [a-z]+",
        "link to the page: [the page on …](….md)",
    ),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below `folder` with one of these ends, but none that is made by a tool or kept from a run.
fn files(folder: &str, ends: &[&str]) -> Vec<PathBuf> {
    let made = [
        "node_modules",
        "generated",
        "recorded",
        "target",
        "corpus",
        "fixture",
    ];
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() {
                if !made.contains(&name.as_str()) {
                    folders.push(path);
                }
            } else if ends.iter().any(|end| name.ends_with(end)) && name != "editor.js" {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The prose of a file, line by line: of Markdown what is not in a fence, of the listings' code the comments alone, since
/// what they print is data; of all else every line.
fn prose(path: &Path, text: &str) -> Vec<(usize, String)> {
    let end = path.extension().and_then(|end| end.to_str());
    let of_listing = path.starts_with(root().join("listings"));
    let mut fenced = false;
    text.lines()
        .enumerate()
        .filter_map(|(n, line)| {
            let line = match end {
                Some("md") => {
                    let fence = line.trim_start().starts_with("```");
                    fenced ^= fence;
                    if fenced || fence { "" } else { line }
                }
                Some("rs") if of_listing => line.find("//").map_or("", |at| &line[at..]),
                _ => line,
            };
            (!line.is_empty()).then(|| (n + 1, line.to_owned()))
        })
        .collect()
}

/// Words to find, and what to use instead.
struct Words {
    all: Regex,
    each: Vec<(Regex, &'static str)>,
}

impl Words {
    fn new(words: &[(&str, &'static str)]) -> Words {
        let regex =
            |word: &str| Regex::new(&format!(r"(?i)\b(?:{word})\b")).expect("a right pattern");
        let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        Words {
            all: regex(&all.join("|")),
            each: words
                .iter()
                .map(|(word, with)| (regex(word), *with))
                .collect(),
        }
    }

    /// Where `text` has one of them: line, what was found, what to use.
    fn find(&self, path: &Path, text: &str) -> Vec<(usize, String, &'static str)> {
        let mut found = Vec::new();
        for (line, prose) in prose(path, text) {
            for hit in self.all.find_iter(&prose) {
                let of = self
                    .each
                    .iter()
                    .find(|(word, _)| word.is_match(hit.as_str()));
                found.push((
                    line,
                    hit.as_str().to_owned(),
                    of.map_or("", |(_, with)| with),
                ));
            }
        }
        found
    }
}

fn report(files: impl IntoIterator<Item = PathBuf>, words: &Words) -> Vec<String> {
    let mut wrong = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let name = path
            .strip_prefix(root())
            .unwrap_or(&path)
            .display()
            .to_string();
        for (line, hit, with) in words.find(&path, &text) {
            wrong.push(format!("{name}:{line}: \"{hit}\": use {with}"));
        }
    }
    wrong
}

#[test]
fn the_words_are_plain_english() {
    let mut all = files("src", &[".md"]);
    all.extend(files("quizzes", &[".toml"]));
    all.extend(files("exercises", &[".rs", ".toml"]));
    all.extend(files("listings", &[".rs", ".toml"]));
    all.extend(files("crates", &[".rs", ".js", ".css", ".md"]));
    all.extend(files("theme", &[".js", ".css"]));
    all.extend(files("tests", &[".rs", ".js"]));
    all.extend(files("benches", &[".rs"]));
    all.extend(
        ["README.md", "CONTRIBUTING.md", "build.rs", ".ci/run"].map(|file| root().join(file)),
    );
    // This file names them.
    all.retain(|path| !path.ends_with("tests/words.rs"));
    let wrong = report(all, &Words::new(WORDS));
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn no_page_promises_a_page_that_does_not_exist() {
    let mut all = files("src", &[".md"]);
    all.extend(files("quizzes", &[".toml"]));
    let wrong = report(all, &Words::new(PROMISES));
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn a_word_is_found_with_its_line_and_the_word_to_use() {
    let page = root().join("src/page.md");
    let text = "# Title\n\nAll of them at once.\n\n```rust\n// at once\n```\n\nMend it.\n";
    let hits = Words::new(WORDS).find(&page, text);
    assert_eq!(
        hits,
        [
            (3, "at once".to_owned(), "immediately, or at the same time"),
            (9, "Mend".to_owned(), "fix"),
        ]
    );
    let listing = root().join("listings/count/sync.rs");
    let text = "println!(\"at once\"); // at once\n";
    assert_eq!(Words::new(WORDS).find(&listing, text).len(), 1);
    let promise = "Part 4 builds one, and the page on atomics explains it.\n";
    assert_eq!(Words::new(PROMISES).find(&page, promise).len(), 2);
}
