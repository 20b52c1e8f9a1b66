//! What a page can ask for: each directive is one file of this folder and one line of [`ALL`].
//!
//! A directive gets the page as far as it is expanded, and the [`Call`] that the writer wrote. It appends to the page.
//! CONTRIBUTING describes each to writers; a test here holds its table to [`ALL`].

mod cells;
mod claim;
mod claims;
mod diff;
mod keep;
mod measured;
mod output;
pub(crate) mod parse;
mod program;
mod programs;
mod quiz;
mod schedules;
mod timeline;

use crate::book::{Book, Listing, Program};
use crate::page::Page;
use listing::{Error, did_you_mean};
pub(crate) use parse::{Call, find, markdown_options};
use std::ops::RangeInclusive;

/// One thing that a page can ask for.
pub(crate) struct Directive {
    pub name: &'static str,
    /// How many words follow the name.
    pub words: RangeInclusive<usize>,
    /// The keys of the options that it takes.
    pub options: &'static [&'static str],
    /// Whether it may be inside a line of text. Any other has a line of its own.
    pub inside_a_line: bool,
    /// Whether it shows what a program printed, or a picture of its run: what a reader predicts.
    pub shows_a_run: bool,
    /// As a writer writes it; CONTRIBUTING shows the same.
    pub example: &'static str,
    /// Appends to the page what the directive becomes. An error without a file is at the line of the call.
    pub expand: fn(&mut Page<'_>, &Call) -> Result<(), Error>,
}

/// All directives, in the order in which CONTRIBUTING names them.
pub(crate) const ALL: &[Directive] = &[
    program::DIRECTIVE,
    keep::DIRECTIVE,
    diff::DIRECTIVE,
    output::DIRECTIVE,
    cells::DIRECTIVE,
    timeline::DIRECTIVE,
    schedules::DIRECTIVE,
    claim::DIRECTIVE,
    measured::DIRECTIVE,
    quiz::DIRECTIVE,
    programs::DIRECTIVE,
    claims::DIRECTIVE,
];

/// An error at the line of the call.
fn wrong(message: impl Into<String>, help: impl Into<String>) -> Error {
    Error::new("", 0, message, help)
}

/// The program called `name`.
fn program_called<'book>(book: &'book Book, name: &str) -> Result<&'book Program, Error> {
    book.programs.get(name).ok_or_else(|| {
        wrong(
            format!("no program is called `{name}`"),
            did_you_mean(name, book.programs.keys().map(String::as_str)),
        )
    })
}

/// The listing of `program` in `model`.
fn listing_in<'book>(program: &'book Program, model: &str) -> Result<&'book Listing, Error> {
    program.listing(model).ok_or_else(|| {
        wrong(
            format!("`{}` has no model `{model}`", program.name),
            did_you_mean(model, program.listings.iter().map(|l| l.model.as_str())),
        )
    })
}

/// The listings of `program` in `models`, which are separated by spaces; all of them where it is `None`.
fn listings_in<'book>(
    program: &'book Program,
    models: Option<&str>,
) -> Result<Vec<&'book Listing>, Error> {
    match models {
        None => Ok(program.listings.iter().collect()),
        Some(models) => models
            .split_whitespace()
            .map(|model| listing_in(program, model))
            .collect(),
    }
}

/// The listings that `words` name: `count sync tokio`, or `lost/tokio lost_fixed/tokio`. A program alone is all of its models.
fn listings_named<'book>(
    book: &'book Book,
    words: &[String],
) -> Result<Vec<&'book Listing>, Error> {
    if words[0].contains('/') {
        return words
            .iter()
            .map(|word| {
                let (program, model) = word.split_once('/').ok_or_else(|| {
                    wrong(
                        format!("`{word}` is not a listing"),
                        "write <program>/<model> for each",
                    )
                })?;
                listing_in(program_called(book, program)?, model)
            })
            .collect();
    }
    let program = program_called(book, &words[0])?;
    match &words[1..] {
        [] => Ok(program.listings.iter().collect()),
        models => models
            .iter()
            .map(|model| listing_in(program, model))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is wrong with `all`, or with the table of directives in `contributing`, line by line.
    fn faults(all: &[Directive], contributing: &str) -> Vec<String> {
        let rows: Vec<(&str, &str)> = contributing
            .lines()
            .filter_map(|line| line.strip_prefix("| `{{#")?.split_once("}}` | "))
            .collect();
        let mut faults = Vec::new();
        for directive in all {
            let name = directive.name;
            let example = directive
                .example
                .strip_prefix("{{#")
                .and_then(|e| e.strip_suffix("}}"));
            let Some(example) = example.filter(|e| e.split(' ').next() == Some(name)) else {
                faults.push(format!("{name}: the table has no example of it"));
                continue;
            };
            if let Some(Err(error)) = find(directive.example).pop() {
                faults.push(format!("{name}: the example is wrong: {error}"));
            }
            let Some((_, row)) = rows.iter().find(|(written, _)| *written == example) else {
                faults.push(format!(
                    "{name}: CONTRIBUTING has no row that begins with {}",
                    directive.example
                ));
                continue;
            };
            let silent = |key: &&&str| !format!("{example} {row}").contains(&format!("{key}=\""));
            let silent = directive.options.iter().filter(silent);
            faults.extend(
                silent.map(|key| format!("{name}: CONTRIBUTING does not say what `{key}=` is")),
            );
        }
        let known = |written: &str| {
            all.iter()
                .any(|d| written.split(' ').next() == Some(d.name))
        };
        let unknown = rows.iter().filter(|(written, _)| !known(written));
        faults.extend(unknown.map(|(written, _)| {
            format!("CONTRIBUTING has a row for `{written}`, which does not exist")
        }));
        faults
    }

    fn contributing() -> String {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../CONTRIBUTING.md");
        std::fs::read_to_string(file).expect("it is committed")
    }

    fn made_up(example: &'static str) -> Directive {
        Directive {
            name: "quiz",
            options: &["deep"],
            example,
            ..quiz::DIRECTIVE
        }
    }

    #[test]
    fn contributing_shows_every_directive_and_each_of_its_options() {
        assert_eq!(faults(ALL, &contributing()), [""; 0]);
    }

    #[test]
    fn a_directive_without_an_example_or_one_that_contributing_leaves_out_is_refused() {
        let table = "| `{{#quiz}}` | the quiz |\n";
        let told = |example| faults(&[made_up(example)], table);
        assert_eq!(told(""), ["quiz: the table has no example of it"]);
        assert_eq!(
            told("{{#claims}}"),
            ["quiz: the table has no example of it"]
        );
        assert_eq!(
            told("{{#quiz}}"),
            ["quiz: CONTRIBUTING does not say what `deep=` is"]
        );
        let told = faults(&[], table);
        assert_eq!(
            told,
            ["CONTRIBUTING has a row for `quiz`, which does not exist"]
        );
        let told = faults(&[made_up("{{#quiz}}")], "");
        assert_eq!(
            told,
            ["quiz: CONTRIBUTING has no row that begins with {{#quiz}}"]
        );
        let told = faults(
            &[made_up("{{#quiz now}}")],
            "| `{{#quiz now}}` | `deep=\"…\"` |\n",
        );
        assert!(
            told[0].starts_with("quiz: the example is wrong: "),
            "{told:?}"
        );
    }

    #[test]
    fn no_two_directives_have_the_same_name() {
        let names: std::collections::BTreeSet<_> = ALL.iter().map(|d| d.name).collect();
        assert_eq!(names.len(), ALL.len());
    }
}
