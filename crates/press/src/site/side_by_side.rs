//! What a page loads to show two models of a program side by side: which of their lines are the same.
//!
//! The page loads `theme/compare.js` and a program's data only when a reader asks to compare. Both are classic scripts, as
//! those of [`crate::picture::replay`] are, and for the same reason.

use crate::files::write_if_changed;
use anyhow::Result;
use expand::Program;
use serde_json::{Map, Value, json};
use similar::{DiffOp, TextDiff};
use std::path::Path;

/// Where the build puts what a comparison loads, below the book's root.
pub const FOLDER: &str = "src/generated/compare";

/// Writes the data of a program, unless it is there as it should be.
///
/// # Errors
/// The file can't be written.
pub fn write(root: &Path, program: &Program) -> Result<()> {
    let file = format!("{FOLDER}/{}.js", program.name);
    write_if_changed(root, &file, script(program))
}

/// The data as a script that registers itself in `window.comparisons`: for each two models, as `"sync tokio"`, rows of three
/// numbers. Each row is a stretch of lines: so many that are the same, then so many of the first model alone, and of the second.
fn script(program: &Program) -> String {
    let mut pairs = Map::new();
    for (n, from) in program.listings.iter().enumerate() {
        for to in &program.listings[n + 1..] {
            let rows = rows(&from.source, &to.source);
            pairs.insert(format!("{} {}", from.model, to.model), json!(rows));
        }
    }
    let (name, pairs) = (json!(program.name), Value::Object(pairs));
    format!("(window.comparisons = window.comparisons || {{}})[{name}] = {pairs};\n")
}

fn rows(from: &str, to: &str) -> Vec<[usize; 3]> {
    let mut rows: Vec<[usize; 3]> = vec![[0; 3]];
    for op in TextDiff::from_lines(from, to).ops() {
        let last = rows.last_mut().expect("it begins with one");
        match *op {
            DiffOp::Equal { len, .. } if last[1] + last[2] == 0 => last[0] += len,
            DiffOp::Equal { len, .. } => rows.push([len, 0, 0]),
            DiffOp::Delete { old_len, .. } => last[1] += old_len,
            DiffOp::Insert { new_len, .. } => last[2] += new_len,
            DiffOp::Replace {
                old_len, new_len, ..
            } => {
                last[1] += old_len;
                last[2] += new_len;
            }
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_count_all_lines_of_both() {
        let rows = rows("a\nb\nc\nd\n", "a\nB\nC\nc\n");
        assert_eq!(rows, [[1, 1, 2], [1, 1, 0]]);
    }
}
