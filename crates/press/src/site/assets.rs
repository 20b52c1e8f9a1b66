//! The styles and scripts that pages load, made from the files of the theme.
//!
//! What each page loads comes without the comments and indentation, which only its writers read. What a page loads only
//! when a reader asks for it (a quiz, a replay, a comparison) is copied as it is; press has a copy of these files for a
//! book that has no theme of its own.

use crate::files::write_if_changed;
use anyhow::{Context, Result};
use regex::{Captures, Regex};
use std::borrow::Cow;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// What the pages load: each file with the files of the theme that it is made of. One file costs less than several: it is asked
/// for once, and packs better. mdBook knows some of these files too, and copies them into the book, where no page loads them.
const LOADED: [(&str, &[&str]); 2] = [
    (
        "theme/generated/reader.css",
        &[
            "theme/css/variables.css",
            "theme/css/general.css",
            "theme/css/chrome.css",
            "theme/reader.css",
            "theme/timeline.css",
        ],
    ),
    (
        "theme/generated/reader.js",
        &["theme/book.js", "theme/reader.js"],
    ),
];

/// An entry of [`ASKED_FOR`].
macro_rules! asked_for {
    ($file:literal, $of:literal) => {
        ($file, $of, include_str!(concat!("../../../../", $of)))
    };
}

/// What a page loads only when it is asked for: the file, the file of the theme that it is a copy of, and press's own
/// copy of that one.
const ASKED_FOR: [(&str, &str, &str); 8] = [
    asked_for!("src/generated/keep.js", "theme/keep.js"),
    asked_for!("src/generated/quiz.js", "theme/quiz.js"),
    asked_for!("src/generated/replay/replay.js", "theme/replay.js"),
    asked_for!("src/generated/replay/replay.css", "theme/replay.css"),
    asked_for!("src/generated/compare/compare.js", "theme/compare.js"),
    asked_for!("src/generated/compare/compare.css", "theme/compare.css"),
    asked_for!("src/generated/schedules/schedules.js", "theme/schedules.js"),
    asked_for!(
        "src/generated/schedules/schedules.css",
        "theme/schedules.css"
    ),
];

/// Writes what the pages of the book at `root` load. Files that hold the right bytes already are left alone.
///
/// # Errors
/// A file of the theme can't be read, or a file can't be written.
pub fn write(root: &Path) -> Result<()> {
    for (file, of, copy) in ASKED_FOR {
        let text = match fs::read_to_string(root.join(of)) {
            Ok(text) => Cow::Owned(text),
            Err(_) => Cow::Borrowed(copy),
        };
        write_if_changed(root, file, text.as_bytes())?;
    }
    if !root.join("theme/index.hbs").is_file() {
        return Ok(());
    }
    for (file, parts) in LOADED {
        let mut text = String::new();
        for part in parts {
            let read = fs::read_to_string(root.join(part));
            text += &read.with_context(|| format!("{part} can't be read"))?;
        }
        let text = match file.ends_with(".css") {
            true => style(&text),
            false => script(&text),
        };
        write_if_changed(root, file, &text)?;
    }
    Ok(())
}

/// A style without comments and without the space that only its writers read. What is in quotes stays as it is.
pub(super) fn style(text: &str) -> String {
    static PART: LazyLock<Regex> = LazyLock::new(|| {
        let part = r#"(?s)/\*.*?\*/|(?<quoted>"[^"]*"|'[^']*')|\s*;?\s*(?<close>\})\s*|\s*(?<sign>[{;,>])\s*|(?<colon>:)\s+|(?<space>\s+)"#;
        Regex::new(part).expect("valid")
    });
    let kept = PART.replace_all(text, |part: &Captures| {
        let name = |name| part.name(name).map(|part| part.as_str());
        let space = name("space").map(|_| " ");
        let signs = ["quoted", "close", "sign", "colon"]
            .into_iter()
            .find_map(name);
        signs.or(space).unwrap_or_default().to_owned()
    });
    kept.trim().to_owned() + "\n"
}

/// A script without indentation and without the comments that have lines of their own.
fn script(text: &str) -> String {
    let mut comment = false;
    lines(text, |line| {
        comment |= line.starts_with("/*");
        let kept = !comment && !line.starts_with("//");
        comment &= !line.ends_with("*/");
        kept
    })
}

fn lines(text: &str, mut kept: impl FnMut(&str) -> bool) -> String {
    let lines = text.lines().map(str::trim);
    let lines: Vec<&str> = lines
        .filter(|line| !line.is_empty() && kept(line))
        .collect();
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_and_scripts_lose_comments_and_indentation() {
        assert_eq!(
            style(
                "/* a\n b */\n.a > b,\n:is(c) d {\n    e: f(1px + 2px, g);\n    content: \"h: ; \";\n}\n\n@media i {\n    j { k: l }\n}\n"
            ),
            ".a>b,:is(c) d{e:f(1px + 2px,g);content:\"h: ; \"}@media i{j{k:l}}\n"
        );
        assert_eq!(
            script("// a\n/**\n * b\n */\nf('//x'); // c\n    g(); /* d */\n"),
            "f('//x'); // c\ng(); /* d */\n"
        );
    }
}
