//! What two runs of one program have in common, as texts that can be compared.

use super::{EventKind, Recording};
use std::collections::BTreeMap;

impl Recording {
    /// The tree of frames, siblings sorted, with what each printed (numbers masked), whether it ran on its parent's
    /// thread, and how it ended. Repeated polls count as one. That is the same in every run of a program, unless its
    /// threads share out work by luck.
    /// Calls of the functions in `vary` that printed nothing are left out.
    pub fn structure(&self, vary: &[&str]) -> String {
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); self.frames.len()];
        let mut roots = Vec::new();
        for (i, frame) in self.frames.iter().enumerate() {
            match frame.parent {
                Some(parent) => children[parent].push(i),
                None => roots.push(i),
            }
        }
        let silent = self.silent(vary);
        for below in &mut children {
            below.retain(|child| !silent[*child]);
        }
        roots.retain(|root| !silent[*root]);
        let mut thread = vec![None; self.frames.len()];
        let mut lines: Vec<String> = vec![String::new(); self.frames.len()];
        for event in &self.events {
            thread[event.frame].get_or_insert(event.thread);
            let text = &mut lines[event.frame];
            match &event.what {
                EventKind::Output { text: index, .. } => {
                    text.push_str(&format!(" {:?}", masked(&self.output[*index])));
                }
                EventKind::Pending(_) if !text.ends_with(" waits") => text.push_str(" waits"),
                EventKind::End(_) => text.push_str(" ends"),
                EventKind::Unwound(_) => text.push_str(" panics"),
                EventKind::Dropped => text.push_str(" is dropped"),
                _ => {}
            }
        }
        let tree = Tree {
            recording: self,
            children,
            thread,
            lines,
        };
        let mut text: Vec<String> = roots.into_iter().map(|root| tree.text(root, 0)).collect();
        text.sort();
        text.concat()
    }

    /// How many frames of each place there were, and which frames started them. That is the same in every run, even of a
    /// program whose threads share out work. If a place has more frames than are kept, which ones are kept varies
    /// from run to run. There, only their total is compared.
    /// Calls of the functions in `vary` that printed nothing are left out.
    pub fn counts(&self, vary: &[&str]) -> String {
        let silent = self.silent(vary);
        let mut counts = BTreeMap::<String, u64>::new();
        for more in &self.more {
            if more.frames > 0 && !vary.contains(&more.name.as_str()) {
                counts.insert(format!("{}:{}", more.name, more.line), more.frames);
            }
        }
        let counted = self.frames.iter().zip(silent);
        for (frame, _) in counted.filter(|(_, silent)| !silent) {
            let mut site = format!("{}:{}", frame.name, frame.line);
            if !counts.contains_key(&site) {
                let under = frame.parent.map_or("nothing".into(), |p| {
                    format!("{}:{}", self.frames[p].name, self.frames[p].line)
                });
                site = format!("{site} under {under}");
            }
            *counts.entry(site).or_default() += 1;
        }
        let rows = counts.iter().map(|(site, n)| format!("{site}: {n}\n"));
        rows.collect()
    }

    /// For each frame, whether it is a call of one of `functions` and printed nothing.
    fn silent(&self, functions: &[&str]) -> Vec<bool> {
        let named = self.frames.iter();
        let mut silent: Vec<bool> = named
            .map(|f| functions.contains(&f.name.as_str()))
            .collect();
        for event in &self.events {
            if matches!(event.what, EventKind::Output { .. }) {
                silent[event.frame] = false;
            }
        }
        silent
    }
}

struct Tree<'a> {
    recording: &'a Recording,
    children: Vec<Vec<usize>>,
    thread: Vec<Option<usize>>,
    lines: Vec<String>,
}

impl Tree<'_> {
    fn text(&self, at: usize, depth: usize) -> String {
        let frame = &self.recording.frames[at];
        let elsewhere = match frame.parent {
            Some(parent) if self.thread[parent] != self.thread[at] => " (on another thread)",
            _ => "",
        };
        let mut text = format!(
            "{}{} {}:{}{elsewhere}:{}\n",
            "  ".repeat(depth),
            frame.kind.as_str(),
            frame.name,
            frame.line,
            self.lines[at],
        );
        let mut below: Vec<String> = self.children[at]
            .iter()
            .map(|child| self.text(*child, depth + 1))
            .collect();
        below.sort();
        text.push_str(&below.concat());
        text
    }
}

/// The text with each run of digits as one `#`.
fn masked(text: &str) -> String {
    let mut masked = String::new();
    for c in text.chars() {
        if !c.is_ascii_digit() {
            masked.push(c);
        } else if !masked.ends_with('#') {
            masked.push('#');
        }
    }
    masked
}
