//! What skeptic is given, and what it would get wrong without a word.
//!
//! Skeptic names a test after a page's file and takes whatever it parses, so it gets a page that holds nothing but
//! the fences it can check. Names that it would merge and code that it would alter are errors here.

use crate::page::file_of as file;
use crate::{Check, Fence};
use listing::Error;
use std::collections::BTreeMap;

/// Whether skeptic checks a fence of this kind.
pub fn checks(check: &Check) -> bool {
    matches!(check, Check::Run | Check::CompileOnly)
}

/// The name of skeptic's tests of `page`, a path as [`crate::Book::expand`] takes it: `idea/fences.md` is `idea_fences`.
///
/// It is made as skeptic makes it: lower case, each run of other characters one `_`.
pub fn name(page: &str) -> String {
    let page = page.strip_suffix(".md").unwrap_or(page);
    let words: Vec<String> = page
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    words.join("_")
}

/// An error for each page whose name skeptic would merge with another's, or can't make a test of.
/// `pages` are paths as [`crate::Book::expand`] takes them.
pub fn check_names<'a>(pages: impl Iterator<Item = &'a str>) -> Vec<Error> {
    let mut errors = Vec::new();
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    for page in pages {
        let name = name(page);
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            errors.push(Error::new(
                file(page),
                0,
                format!("skeptic would name this page's tests `{name}…`, which is no Rust name"),
                "let the path below `src` begin with a letter from a to z",
            ));
        }
        if let Some(other) = taken.insert(name.clone(), page) {
            errors.push(Error::new(
                file(page),
                0,
                format!("skeptic would give this page and `{}` the same name, `{name}`", file(other)),
                "rename one of them: only letters from a to z and digits tell names apart, and no case",
            ));
        }
    }
    errors
}

/// An error for each line of a fence that skeptic would alter or choke on.
///
/// Skeptic takes a leading `# ` off every line, as it hides lines so, and puts the program between `r####"` and `"####`.
/// `file` is that of [`Fence::line`], relative to the book's root.
pub fn check_code(file: &str, fence: &Fence) -> Vec<Error> {
    if !checks(&fence.check) {
        return Vec::new();
    }
    let mut errors = Vec::new();
    if fence.code.trim().is_empty() {
        errors.push(Error::new(
            file,
            fence.line,
            "this Rust fence is empty",
            "put the program into it, or take the fence away",
        ));
    }
    for (i, line) in fence.code.lines().enumerate() {
        // An inline fence's code begins on the line after its opening one.
        let (at, place) = match &fence.listing {
            None => (fence.line + i + 1, String::new()),
            Some(_) => (fence.line, format!(" (line {} of the listing)", i + 1)),
        };
        let trimmed = line.trim();
        if trimmed == "#" || line.trim_start().starts_with("# ") {
            errors.push(Error::new(
                file,
                at,
                format!("skeptic would take the `#` off `{trimmed}`{place}"),
                "let no line begin with `#` and a space, nor be only `#`: in a string, write `\\x23` or break the line elsewhere",
            ));
        }
        if line.contains("\"####") {
            errors.push(Error::new(
                file,
                at,
                format!("`\"####` ends the string in which skeptic keeps the program{place}"),
                "use fewer `#`, or write `\"` as `\\x22`",
            ));
        }
    }
    errors
}

/// The page that skeptic is given: the fences that it checks, and nothing else, in their order.
pub fn page(fences: &[Fence]) -> String {
    let mut page = String::new();
    for fence in fences.iter().filter(|fence| checks(&fence.check)) {
        let program = program(fence);
        let marks = fence_marks(&program);
        let info = match fence.check {
            Check::CompileOnly => "rust,no_run",
            _ => "rust",
        };
        page.push_str(&format!("{marks}{info}\n{program}{marks}\n\n"));
    }
    page
}

/// The program of a fence as skeptic reads it from its page: whole lines.
pub fn program(fence: &Fence) -> String {
    let mut program = fence.program();
    if !program.ends_with('\n') {
        program.push('\n');
    }
    program
}

/// More backticks than `code` has in a row.
fn fence_marks(code: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fence(check: Check, code: &str) -> Fence {
        Fence {
            check,
            prints: None,
            code: code.to_owned(),
            line: 7,
            listing: None,
            range: 0..0,
        }
    }

    fn messages(errors: &[Error]) -> Vec<String> {
        errors.iter().map(Error::to_string).collect()
    }

    #[test]
    fn two_pages_whose_names_collapse_are_refused_by_both_names() {
        let pages = ["idea/fences.md", "start.md", "idea-Fences.md"];
        let errors = messages(&check_names(pages.into_iter()));
        assert_eq!(errors.len(), 1);
        assert!(
            errors[0].starts_with(
                "src/idea-Fences.md: skeptic would give this page and `src/idea/fences.md` the same name, `idea_fences`"
            ),
            "{}",
            errors[0]
        );
    }

    #[test]
    fn a_page_whose_name_begins_with_a_digit_is_refused() {
        let pages = ["4-ways.md", "idea/4-ways.md", "../README.md"];
        let errors = messages(&check_names(pages.into_iter()));
        assert_eq!(errors.len(), 1);
        assert!(errors[0].starts_with("src/4-ways.md: "), "{}", errors[0]);
        assert!(errors[0].contains("begin with a letter"), "{}", errors[0]);
    }

    #[test]
    fn a_line_that_skeptic_would_alter_is_refused_with_its_line() {
        let page = "src/start.md";
        let code = "fn main() {\n    print!(\"a\n# b\n#\n\");\n}\n";
        let errors = messages(&check_code(page, &fence(Check::Run, code)));
        assert_eq!(errors.len(), 2);
        assert!(
            errors[0].starts_with("src/start.md:10: skeptic would take the `#` off `# b`"),
            "{}",
            errors[0]
        );
        assert!(errors[1].starts_with("src/start.md:11: "), "{}", errors[1]);
    }

    #[test]
    fn an_attribute_is_left_alone() {
        let code = "#![allow(unused)]\n#[derive(Debug)]\nstruct A;\nfn main() {}\n";
        assert_eq!(check_code("a.md", &fence(Check::Run, code)), []);
    }

    #[test]
    fn the_end_of_skeptics_own_string_is_refused() {
        let code = "fn main() {\n    let a = r#####\"\"####\"#####;\n}\n";
        let errors = messages(&check_code("a.md", &fence(Check::Run, code)));
        assert_eq!(errors.len(), 1);
        assert!(
            errors[0].starts_with("a.md:9: `\"####` ends"),
            "{}",
            errors[0]
        );
    }

    #[test]
    fn code_that_skeptic_does_not_see_may_hold_anything() {
        let code = "# x\n\"####\n";
        assert_eq!(check_code("a.md", &fence(Check::Run2024, code)), []);
    }

    #[test]
    fn skeptic_is_given_only_the_fences_that_it_checks() {
        let fences = [
            fence(Check::Run, "let a = 1;\n"),
            fence(Check::FailsWith("E0382".into()), "fails\n"),
            fence(Check::FailsSaying("no".into()), "says\n"),
            fence(Check::Run2024, "modern\n"),
            fence(Check::Excerpt, "part\n"),
            fence(Check::Module("tokio".into()), "part\n"),
            fence(Check::Claim, "claim\n"),
            fence(Check::CompileOnly, "fn main() {\n    loop {}\n}"),
        ];
        assert_eq!(
            page(&fences),
            "```rust\nfn main() {\nlet a = 1;\n}\n```\n\n```rust,no_run\nfn main() {\n    loop {}\n}\n```\n\n"
        );
    }

    #[test]
    fn code_that_holds_a_fence_is_fenced_by_more() {
        let fences = [fence(Check::Run, "fn main() {}\n/*\n````\n*/\n")];
        assert!(page(&fences).starts_with("`````rust\n"));
    }
}
