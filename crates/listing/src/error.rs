//! What is wrong with a page or a listing, where, and how to fix it.

use std::fmt;
use std::path::{Path, PathBuf};

/// One thing that is wrong, in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// The file as a writer knows it: relative to the book's root.
    pub file: PathBuf,
    /// The line in that file, from 1; 0 where the whole file is meant.
    pub line: usize,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What exists instead, or what to do.
    pub help: String,
}

impl Error {
    /// An error at `line` (from 1; 0 for the whole file) of `file`.
    pub fn new(
        file: impl AsRef<Path>,
        line: usize,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Error {
        Error {
            file: file.as_ref().to_owned(),
            line,
            message: message.into(),
            help: help.into(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Forward slashes everywhere, so that messages and their tests are the same on every system.
        write!(f, "{}", self.file.display().to_string().replace('\\', "/"))?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        write!(f, ": {}", self.message)?;
        for line in self.help.lines() {
            write!(f, "\n  {line}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// All that is wrong: a writer fixes a page in one go, not error by error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errors(pub Vec<Error>);

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, error) in self.0.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Errors {}

impl From<Error> for Errors {
    fn from(error: Error) -> Errors {
        Errors(vec![error])
    }
}

/// The names that exist, nearest to `asked` first where one is near, as help for an unknown name.
pub fn did_you_mean<'a>(asked: &str, exist: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = exist.collect();
    let near = names
        .iter()
        .map(|name| (strsim::osa_distance(asked, name), *name))
        .filter(|(d, name)| *d <= 2.max(name.len() / 4))
        .min();
    let mut help = String::new();
    if let Some((_, name)) = near {
        help.push_str(&format!("did you mean `{name}`?\n"));
    }
    if names.is_empty() {
        help.push_str("there are none");
    } else {
        help.push_str(&format!("there are: {}", names.join(", ")));
    }
    help
}
