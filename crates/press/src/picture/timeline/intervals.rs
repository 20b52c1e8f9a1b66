//! A recording as what is drawn: intervals of threads and futures, with a name and a colour for each frame.

use crate::recording::waits::{Wait, frame_names, thread_names, waits};
use crate::recording::{Recording, Span, Stretch};
use std::collections::HashMap;

/// How many colours `theme/timeline.css` has for frames, beside that of the first frame.
const COLOURS: usize = 6;

/// A recording as intervals.
pub struct Intervals {
    /// Names of frames and threads.
    pub names: Vec<String>,
    pub threads: Vec<String>,
    pub stretches: Vec<Stretch>,
    pub spans: Vec<Span>,
    pub waits: Vec<Wait>,
    /// For each stretch, whether others are nested in it.
    pub holds_others: Vec<bool>,
}

impl Intervals {
    pub fn of(recording: &Recording) -> Intervals {
        let stretches = recording.stretches();
        let mut holds_others = vec![false; stretches.len()];
        let mut open: Vec<Vec<usize>> = vec![Vec::new(); recording.threads.len()];
        for (i, stretch) in stretches.iter().enumerate() {
            let open = &mut open[stretch.thread];
            open.truncate(stretch.depth);
            if let Some(&outer) = open.last() {
                holds_others[outer] = true;
            }
            open.push(i);
        }
        Intervals {
            names: frame_names(recording),
            threads: thread_names(recording),
            spans: recording.spans(),
            waits: waits(recording),
            stretches,
            holds_others,
        }
    }

    /// The waits that no other wait in the picture explains.
    pub fn own_waits(&self) -> impl Iterator<Item = &Wait> {
        self.waits.iter().filter(|wait| !wait.for_others)
    }
}

/// One colour for one name, in all recordings of a figure.
pub struct Colours(HashMap<String, usize>);

impl Colours {
    pub fn of(all: &[Intervals]) -> Colours {
        let mut colours = HashMap::new();
        for intervals in all {
            for stretch in &intervals.stretches {
                let name = &intervals.names[stretch.frame];
                if stretch.frame == 0 {
                    colours.insert(name.clone(), 0);
                } else if !colours.contains_key(name) {
                    let used = colours.values().filter(|&&colour| colour > 0).count();
                    colours.insert(name.clone(), 1 + used % COLOURS);
                }
            }
        }
        Colours(colours)
    }

    /// The number of the colour of frames with this name: 0 for the first frame's, and up to [`COLOURS`].
    pub fn number(&self, name: &str) -> usize {
        self.0.get(name).copied().unwrap_or(0)
    }

    /// The class that gives it.
    pub fn class(&self, name: &str) -> String {
        format!("frame-{}", self.number(name))
    }
}
