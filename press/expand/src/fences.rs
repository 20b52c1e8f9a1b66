//! The fences of an expanded page, each with the one way in which it is checked.

use crate::page::ListingId;
use std::ops::Range;

/// How a Rust fence is checked. No fence escapes: each has exactly one of these.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Check {
    /// Skeptic compiles and runs it.
    Run,
    /// Skeptic compiles it; `observe` or a stated reason stands for the run.
    CompileOnly,
    /// Compiled and run in edition 2024 (`rust,edition2024`), which skeptic can't do.
    Run2024,
    /// Must fail to compile with this code (`rust,compile_fail,E0382`).
    FailsWith(String),
    /// Must fail with this first line of a message that has no code (`rust,compile_fail,uncoded`).
    FailsSaying(String),
    /// Part of a listing that is checked whole elsewhere.
    Excerpt,
    /// A test shown on the page of claims; cargo compiles and runs it where it stands.
    Claim,
}

/// One Rust fence of an expanded page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fence {
    pub check: Check,
    /// What stands between the fence's lines, as a reader copies it.
    pub code: String,
    /// The line of the page's source where the fence, or the directive that made it, stands; from 1.
    pub line: usize,
    /// The listing that it shows, where it shows one.
    pub listing: Option<ListingId>,
    /// Where the whole fence, its opening and closing line included, stands in [`crate::Expanded::markdown`]; in bytes.
    pub range: Range<usize>,
}

impl Fence {
    /// The program that is given to a compiler: the code, with a `main` around it where it has none.
    pub fn program(&self) -> String {
        if self.check == Check::Excerpt || self.check == Check::Claim || has_main(&self.code) {
            return self.code.clone();
        }
        let mut program = String::from("fn main() {\n");
        for line in self.code.lines() {
            program.push_str("    ");
            program.push_str(line);
            program.push('\n');
        }
        program.push_str("}\n");
        program
    }
}
