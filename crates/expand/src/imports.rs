//! The `use` lines that a part of a listing needs, without the names that only the rest needs.
//!
//! A name is needed if the part says it. A trait is needed if the part calls one of its functions, which does not say the
//! trait's name: the traits that listings use are in a table. The test of the parts compiles each of them, and refuses a name
//! that is missing or not needed.

use crate::items;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::BTreeSet;
use syn::UseTree;
use syn::spanned::Spanned;

/// A trait that listings import for its functions and macros.
struct Trait {
    name: &'static str,
    /// Where its functions are called, if a trait of another model has functions of the same names.
    inside: Option<Code>,
    functions: &'static [&'static str],
}

/// What surrounds a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Code {
    Blocking,
    Async,
}

const READ: &[&str] = &[
    "read",
    "read_exact",
    "read_to_end",
    "read_to_string",
    "take",
    "read_buf",
    "read_u8",
    "read_u16",
    "read_u32",
    "read_u64",
];
const WRITE: &[&str] = &[
    "write",
    "write_all",
    "flush",
    "shutdown",
    "write_buf",
    "write_all_buf",
    "write_u8",
    "write_u16",
    "write_u32",
    "write_u64",
];
const LINES: &[&str] = &["read_line", "read_until", "lines", "fill_buf", "consume"];
const PRINT: &[&str] = &[
    "write",
    "write_all",
    "flush",
    "write_fmt",
    "write_str",
    "writeln",
];

const TRAITS: &[Trait] = &[
    of("Read", Some(Code::Blocking), READ),
    of("Write", Some(Code::Blocking), PRINT),
    of("BufRead", Some(Code::Blocking), LINES),
    of("AsyncReadExt", Some(Code::Async), READ),
    of("AsyncWriteExt", Some(Code::Async), WRITE),
    of("AsyncBufReadExt", Some(Code::Async), LINES),
    of("ReadExt", Some(Code::Async), READ),
    of("WriteExt", Some(Code::Async), WRITE),
    of("BufReadExt", Some(Code::Async), LINES),
    of("Seek", None, &["seek", "rewind"]),
    of("Hash", None, &["hash"]),
    of("Hasher", None, &["finish"]),
    of("CommandExt", None, &["process_group", "exec", "uid", "gid"]),
    of("ExitStatusExt", None, &["signal"]),
    of("AsRawFd", None, &["as_raw_fd"]),
    of("Rng", None, &["random", "random_range", "fill"]),
    of(
        "FutureExt",
        None,
        &[
            "boxed",
            "fuse",
            "catch_unwind",
            "now_or_never",
            "shared",
            "race",
            "timeout",
        ],
    ),
    of(
        "StreamExt",
        None,
        &[
            "next",
            "map",
            "filter",
            "for_each",
            "collect",
            "take",
            "buffered",
            "buffer_unordered",
        ],
    ),
    of(
        "TryStreamExt",
        None,
        &["try_next", "try_for_each", "try_collect"],
    ),
    of("SinkExt", None, &["send", "feed", "close"]),
    of("BodyExt", None, &["collect", "frame", "boxed"]),
];

const fn of(name: &'static str, inside: Option<Code>, functions: &'static [&'static str]) -> Trait {
    Trait {
        name,
        inside,
        functions,
    }
}

/// How long a line may be that is written here.
const LONGEST: usize = 85;

/// The `use` lines of `source`, a listing, that `part` of it needs.
pub(crate) fn needed(source: &str, part: &str) -> String {
    let Ok(file) = syn::parse_file(source) else {
        return String::new();
    };
    let uses: Vec<&syn::ItemUse> = file
        .items
        .iter()
        .filter_map(|item| match item {
            syn::Item::Use(item) => Some(item),
            _ => None,
        })
        .collect();
    let mut said = Said::default();
    said.read(part.parse().unwrap_or_default(), Code::Blocking);
    let mut imported = Vec::new();
    for item in &uses {
        each_name(&item.tree, "", &mut |name| {
            imported.push(name.of.to_owned())
        });
    }
    let is_needed = |name: &Name| said.needs(name, &imported);
    let mut lines = String::new();
    for item in uses {
        let mut all = true;
        each_name(&item.tree, "", &mut |name| all &= is_needed(name));
        let whole = items::lines(source, item.span());
        if all {
            lines += &source[whole];
        } else if let Some(tree) = kept(&item.tree, "", &is_needed) {
            let before = &source[whole.start..item.use_token.span().byte_range().start];
            lines += before;
            lines += &written(&format!("use {};", tree.replace("::{self}", "")));
        }
    }
    lines
}

/// Whether `name` is one of the identifiers of `part`.
pub(crate) fn says(part: &str, name: &str) -> bool {
    let mut said = Said::default();
    said.read(part.parse().unwrap_or_default(), Code::Blocking);
    said.names.contains(name)
}

/// A name that a `use` brings.
struct Name<'a> {
    /// What it is called where it is from; `*` for all.
    of: &'a str,
    /// What the listing calls it.
    here: &'a str,
    /// What it is from: the part of the path before it.
    from: &'a str,
}

/// Calls `found` with each name that `tree` brings, below the path element `from`.
fn each_name(tree: &UseTree, from: &str, found: &mut dyn FnMut(&Name)) {
    let mut name = |of: &str, here: &str| found(&Name { of, here, from });
    match tree {
        UseTree::Path(path) => each_name(&path.tree, &path.ident.to_string(), found),
        UseTree::Name(one) if one.ident == "self" => name(from, from),
        UseTree::Name(one) => name(&one.ident.to_string(), &one.ident.to_string()),
        UseTree::Rename(one) => name(&one.ident.to_string(), &one.rename.to_string()),
        UseTree::Glob(_) => name("*", "*"),
        UseTree::Group(group) => group
            .items
            .iter()
            .for_each(|tree| each_name(tree, from, found)),
    }
}

/// `tree` with the needed names alone; `None` where it has none.
fn kept(tree: &UseTree, from: &str, is_needed: &dyn Fn(&Name) -> bool) -> Option<String> {
    match tree {
        UseTree::Path(path) => {
            let ident = path.ident.to_string();
            let below = kept(&path.tree, &ident, is_needed)?;
            Some(format!("{ident}::{below}"))
        }
        UseTree::Group(group) => {
            let kept: Vec<String> = group
                .items
                .iter()
                .filter_map(|tree| kept(tree, from, is_needed))
                .collect();
            match kept.as_slice() {
                [] => None,
                [one] if one != "self" => Some(one.clone()),
                several => Some(format!("{{{}}}", several.join(", "))),
            }
        }
        UseTree::Name(one) => one_kept(tree, from, is_needed, one.ident.to_string()),
        UseTree::Rename(one) => one_kept(
            tree,
            from,
            is_needed,
            format!("{} as {}", one.ident, one.rename),
        ),
        UseTree::Glob(_) => one_kept(tree, from, is_needed, "*".to_owned()),
    }
}

fn one_kept(
    tree: &UseTree,
    from: &str,
    is_needed: &dyn Fn(&Name) -> bool,
    text: String,
) -> Option<String> {
    let mut needed = false;
    each_name(tree, from, &mut |name| needed = is_needed(name));
    needed.then_some(text)
}

/// A `use` as rustfmt lays it out: on lines that are not too long.
fn written(line: &str) -> String {
    let (Some(open), Some(close)) = (line.find('{'), line.rfind('}')) else {
        return format!("{line}\n");
    };
    if line.len() <= LONGEST {
        return format!("{line}\n");
    }
    let mut out = line[..=open].to_owned();
    let mut at = LONGEST;
    for name in line[open + 1..close].split_inclusive(", ") {
        let name = name.trim_end_matches([',', ' ']);
        if at + name.len() + 2 > LONGEST {
            out += "\n    ";
            at = 4;
        } else {
            out.push(' ');
            at += 1;
        }
        out += name;
        out.push(',');
        at += name.len() + 1;
    }
    out + "\n" + &line[close..] + "\n"
}

/// What a part of a listing says.
#[derive(Default)]
struct Said {
    names: BTreeSet<String>,
    /// Functions after a dot, and macros.
    calls: BTreeSet<(String, Code)>,
}

impl Said {
    fn read(&mut self, tokens: TokenStream, code: Code) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        // Of the next body: `async fn`, `async {` and `async move {` have one that is async, another `fn` has not.
        let mut next = code;
        for (i, token) in tokens.iter().enumerate() {
            let is = |at: Option<usize>, what: &str| {
                at.and_then(|at| tokens.get(at))
                    .is_some_and(|token| match token {
                        TokenTree::Punct(punct) => punct.as_char().to_string() == what,
                        TokenTree::Ident(ident) => ident == what,
                        _ => false,
                    })
            };
            let before = i.checked_sub(1);
            match token {
                TokenTree::Ident(ident) => {
                    let name = ident.to_string();
                    let after_dot = is(before, ".");
                    // The last part of a path is what the first part brings: `net::TcpStream` needs `net`.
                    let in_path = is(before, ":") && is(i.checked_sub(2), ":");
                    match name.as_str() {
                        "async" => next = Code::Async,
                        "fn" if !is(before, "async") => next = Code::Blocking,
                        _ if after_dot || is(Some(i + 1), "!") => {
                            self.calls.insert((name.clone(), code));
                        }
                        _ => {}
                    }
                    if !after_dot && !in_path {
                        self.names.insert(name);
                    }
                }
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    self.read(group.stream(), next);
                    next = code;
                }
                TokenTree::Group(group) => self.read(group.stream(), code),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }

    /// `imported` are all names that the listing imports, as they are called where they are from.
    fn needs(&self, name: &Name, imported: &[String]) -> bool {
        if name.of == "*" {
            // Whatever else a prelude brings is not known.
            let parallel = |(call, _): &(String, Code)| {
                call.starts_with("par_") || call.starts_with("into_par_")
            };
            return name.from != "prelude" || self.calls.iter().any(parallel);
        }
        if self.names.contains(name.here) {
            return true;
        }
        let Some(of_trait) = TRAITS.iter().find(|of_trait| of_trait.name == name.of) else {
            return false;
        };
        of_trait.functions.iter().any(|function| {
            let called = |code| self.calls.contains(&((*function).to_owned(), code));
            let others = || {
                TRAITS.iter().filter(|other| {
                    other.inside != of_trait.inside
                        && other.functions.contains(function)
                        && imported.iter().any(|name| name == other.name)
                })
            };
            match of_trait.inside {
                Some(code) if others().next().is_some() => called(code),
                _ => called(Code::Blocking) || called(Code::Async),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "\
use std::io::{self, BufRead, Read, Write};
use std::net::TcpStream;
use std::time::Duration;
use std::{env, thread};
use tokio::io::AsyncReadExt;
use tokio::net;

async fn ask() -> io::Result<String> {
    let mut stream = net::TcpStream::connect(ADDRESS).await?;
    let mut text = String::new();
    stream.read_to_string(&mut text).await?;
    Ok(text)
}

fn stage(mut client: impl Read + Write) {
    client.read_to_end(&mut Vec::new());
    writeln!(client);
    thread::sleep(Duration::from_secs(1));
}
";

    fn part(name: &str) -> String {
        needed(SOURCE, items::called(SOURCE, name).unwrap())
    }

    #[test]
    fn a_part_gets_the_names_that_it_says_and_the_traits_whose_functions_it_calls() {
        let wanted = "use std::io;\nuse tokio::io::AsyncReadExt;\nuse tokio::net;\n";
        assert_eq!(part("ask"), wanted);
        let wanted = "use std::io::{Read, Write};\nuse std::time::Duration;\nuse std::thread;\n";
        assert_eq!(part("stage"), wanted);
    }

    #[test]
    fn a_trait_that_only_one_model_has_is_needed_wherever_its_function_is_called() {
        let source = "use std::io::Write;\nasync fn f() {\n    std::io::stdout().flush();\n}\n";
        assert_eq!(
            needed(source, "async fn f() { std::io::stdout().flush(); }"),
            "use std::io::Write;\n"
        );
        assert_eq!(needed(source, "async fn f() { flush(); }"), "");
    }

    #[test]
    fn a_whole_use_keeps_its_text_and_a_long_one_is_broken() {
        let many = "use std::collections::{\n    BTreeMap,\n    BTreeSet,\n};\n";
        assert_eq!(needed(many, "BTreeMap BTreeSet"), many);
        assert_eq!(
            needed(many, "BTreeSet"),
            "use std::collections::BTreeSet;\n"
        );
        let long = format!(
            "use a::{{{}, z}};\n",
            (10..40)
                .map(|n| format!("name_{n}"))
                .collect::<Vec<_>>()
                .join(", ")
        );
        let said = (10..40).map(|n| format!("name_{n} ")).collect::<String>();
        let written = needed(&long, &said);
        assert!(
            written.lines().all(|line| line.len() <= LONGEST),
            "{written}"
        );
        assert!(
            written.starts_with("use a::{\n    name_10, name_11,")
                && written.ends_with("name_39,\n};\n"),
            "{written}"
        );
    }

    #[test]
    fn a_parallel_prelude_is_needed_where_something_is_done_in_parallel() {
        let source = "use rayon::prelude::*;\n";
        assert_eq!(needed(source, "fn f() { v.par_iter(); }"), source);
        assert_eq!(needed(source, "fn f() { v.iter(); }"), "");
    }
}
