//! The fences of an expanded page, each with the one way in which it is checked.

use crate::book::ListingId;
use crate::directives::markdown_options;
use crate::page::{Expanded, Origin};
use listing::Error;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use std::ops::Range;

/// How a Rust fence is checked. No fence escapes: each has exactly one of these.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Check {
    /// Skeptic compiles and runs it.
    Run,
    /// Skeptic compiles it; `observe` or its claims run it.
    CompileOnly,
    /// Compiled and run in edition 2024 (`rust,edition2024`), which skeptic can't do.
    Run2024,
    /// Must fail to compile with this code (`rust,compile_fail,E0382`).
    FailsWith(String),
    /// Must fail with this first line of a message that has no code (`rust,compile_fail,uncoded`).
    FailsSaying(String),
    /// Part of a listing that is checked whole elsewhere.
    Excerpt,
    /// Compiled as a module beside an empty `main`, in a fresh project to which these arguments of `cargo add` were given;
    /// empty for std alone.
    Module(String),
    /// A test shown on the page of claims; cargo compiles and runs it in its own file.
    Claim,
}

/// One Rust fence of an expanded page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fence {
    pub check: Check,
    /// What it must print, where the page says what it prints: a quiz that asks for it.
    pub prints: Option<String>,
    /// The lines inside the fence, as a reader copies them.
    pub code: String,
    /// The line of the fence, or of the directive that made it, in the page's source; from 1.
    pub line: usize,
    /// The listing that it shows, where it shows one.
    pub listing: Option<ListingId>,
    /// The bytes of the whole fence in [`crate::Expanded::markdown`], with its opening and closing line.
    pub range: Range<usize>,
}

impl Fence {
    /// The program that is given to a compiler: the code, with a `main` around it where it has none.
    pub fn program(&self) -> String {
        let is_part = matches!(self.check, Check::Excerpt | Check::Module(_) | Check::Claim);
        if is_part || has_main(&self.code) {
            return self.code.clone();
        }
        // On the line before, so that rustc's line numbers are off by one and no string literal is indented.
        format!("fn main() {{\n{}}}\n", self.code)
    }
}

fn has_main(code: &str) -> bool {
    match syn::parse_file(code) {
        Ok(file) => file
            .items
            .iter()
            .any(|item| matches!(item, syn::Item::Fn(f) if f.sig.ident == "main")),
        // Statements, or code that is no Rust: which of the two, the compiler says.
        Err(_) => code.lines().any(|l| l.contains("fn main()")),
    }
}

/// The Rust fences of a page, and what is wrong with any of its fences.
pub(crate) fn read(page: &Expanded) -> (Vec<Fence>, Vec<Error>) {
    let mut fences = Vec::new();
    let mut errors = Vec::new();
    let mut code = String::new();
    let mut info = None;
    for (event, range) in Parser::new_ext(&page.markdown, markdown_options()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(tag))) => {
                info = Some(tag.to_string());
                code.clear();
            }
            Event::Text(text) if info.is_some() => code.push_str(&text),
            Event::End(TagEnd::CodeBlock) => {
                let Some(info) = info.take() else { continue };
                let (file, line) = page.line_of(range.start);
                match classify(page, &info, &code, range.start) {
                    Ok(Some((check, prints))) => fences.push(Fence {
                        check,
                        prints,
                        code: code.clone(),
                        line,
                        listing: match &page.part_at(range.start).origin {
                            Origin::Listing(id) | Origin::Excerpt(id) | Origin::Keep(id, _) => {
                                Some(id.clone())
                            }
                            _ => None,
                        },
                        range,
                    }),
                    Ok(None) => {}
                    Err((message, help)) => errors.push(Error::new(file, line, message, help)),
                }
            }
            _ => {}
        }
    }
    (fences, errors)
}

type Wrong = (String, String);

/// How a fence is checked; nothing for one that holds no Rust.
fn classify(
    page: &Expanded,
    info: &str,
    code: &str,
    at: usize,
) -> Result<Option<(Check, Option<String>)>, Wrong> {
    let words: Vec<&str> = info.split(',').map(str::trim).collect();
    let part = page.part_at(at);
    match (&part.origin, words[0]) {
        (Origin::Listing(_), "python") => return Ok(None),
        // `Book::expand`, in page.rs, makes it `CompileOnly` where the manifest says that its run does not end well.
        (Origin::Listing(_), _) => return Ok(Some((Check::Run, None))),
        (Origin::Excerpt(_), _) => return Ok(Some((Check::Excerpt, None))),
        (Origin::Keep(_, crates), _) => return Ok(Some((Check::Module(crates.clone()), None))),
        (Origin::Claim, _) => return Ok(Some((Check::Claim, None))),
        (Origin::Prints(text), _) => return Ok(Some((Check::Run2024, Some(text.clone())))),
        (Origin::Directive, "text") => return Ok(None),
        _ => {}
    }
    match words[0] {
        "rust" => rust(&words[1..], code).map(|check| Some((check, None))),
        "console" => match code.lines().find(|line| !line.starts_with("$ ")) {
            Some(line) => Err((
                format!("a `console` line that is no command: `{line}`"),
                "begin each line with `$ `; what a program prints comes from {{#output}}".into(),
            )),
            None => Ok(None),
        },
        "toml" => match toml::from_str::<toml::Table>(code) {
            Ok(_) => Ok(None),
            Err(e) => Err((
                format!("a `toml` fence that does not parse: {}", e.message()),
                "fix the fence".into(),
            )),
        },
        "" => Err((
            "a fence without a language".into(),
            "fences are `rust`, `console` or `toml`".into(),
        )),
        other => Err((
            format!("a fence of language `{other}`"),
            "fences are `rust`, `console` or `toml`".into(),
        )),
    }
}

fn rust(words: &[&str], code: &str) -> Result<Check, Wrong> {
    let wrong = |message: &str, help: &str| Err((message.to_owned(), help.to_owned()));
    match words {
        [] => Ok(Check::Run),
        ["edition2024"] => Ok(Check::Run2024),
        ["compile_fail", "uncoded"] => match code.split_once("//~ ERROR ") {
            Some((_, rest)) => Ok(Check::FailsSaying(
                rest.lines().next().unwrap_or_default().trim().to_owned(),
            )),
            None => wrong(
                "a `compile_fail,uncoded` fence that does not say its message",
                "add to the line it is at: //~ ERROR <the first line of the message>",
            ),
        },
        ["compile_fail", code]
            if code.len() == 5
                && code.starts_with('E')
                && code[1..].chars().all(|c| c.is_ascii_digit()) =>
        {
            Ok(Check::FailsWith((*code).to_owned()))
        }
        ["compile_fail", ..] => wrong(
            "a `compile_fail` fence that does not name its error",
            "write rust,compile_fail,E0382 (or rust,compile_fail,uncoded)",
        ),
        ["ignore", ..] => wrong(
            "an `ignore` fence would not be checked",
            "use compile_fail,EXXXX, or a listing",
        ),
        ["should_panic", ..] => wrong(
            "a `should_panic` fence passes when it does not compile",
            "make it a listing whose manifest says exit = 101",
        ),
        other => Err((
            format!("`rust,{}` is no kind of fence", other.join(",")),
            "there are: rust; rust,edition2024; rust,compile_fail,EXXXX; rust,compile_fail,uncoded"
                .into(),
        )),
    }
}
