//! Futures that wait without a thread: a dashed line each, or a height for many.

use super::intervals::Intervals;
use super::lanes::{Picture, Small};
use super::sizes::{CROSS, SHORT, TEXT, WAIT, cross, percent, text_width};
use crate::recording::Recording;
use crate::text::duration;
use svg::node::element::{Line, Text, Title};

/// The most rows of waiting futures with one name, and sentences about them.
pub const ROWS: usize = 6;

impl Picture<'_> {
    /// The futures that wait without a thread: a row each, or one for all of a name that are many.
    pub fn waiting(&mut self, recording: &Recording, intervals: &Intervals) {
        for (name, mut frames) in by_name(recording, intervals) {
            self.seen.waits = true;
            if frames.len() > ROWS {
                let own = intervals.own_waits();
                let spans: Vec<(u64, u64)> = own
                    .filter(|wait| frames.contains(&wait.frame))
                    .map(|wait| (wait.start, wait.end))
                    .collect();
                let class = self.colours.class(&intervals.names[frames[0]]);
                let label = format!("{} × {name} waiting", frames.len());
                self.area(&label, &spans, &class);
                continue;
            }
            frames.sort_unstable();
            for frame in frames {
                self.waiting_row(intervals, frame);
            }
        }
    }

    fn waiting_row(&mut self, intervals: &Intervals, frame: usize) {
        self.y += TEXT;
        let y = self.y - 4.0;
        let name = &intervals.names[frame];
        let class = self.colours.class(name);
        let (mut first, mut last) = (None, 0.0);
        let mut crossed = false;
        let mut small = Vec::new();
        for wait in intervals.own_waits().filter(|wait| wait.frame == frame) {
            let (left, right) = (self.axis.place(wait.start), self.axis.place(wait.end));
            first.get_or_insert(left);
            last = right;
            crossed = wait.dropped;
            if right - left < SHORT && !wait.dropped {
                small.push(Small {
                    class: class.clone(),
                    left,
                    width: right - left,
                });
                continue;
            }
            let (from, to) = (duration(wait.start), duration(wait.end));
            self.add(
                Line::new()
                    .set("class", format!("{class} wait"))
                    .set("x1", percent(left))
                    .set("x2", percent(right))
                    .set("y1", y)
                    .set("y2", y)
                    .add(Title::new(format!("{name} waits from {from} to {to}"))),
            );
            if wait.dropped {
                self.seen.dropped = true;
                self.add(cross(right, y));
            }
        }
        self.small(&small, y - WAIT / 2.0, WAIT);
        self.add(label(
            &format!("{name} waits"),
            (first.unwrap_or_default(), last),
            crossed,
            y,
        ));
    }
}

/// The label of a line: on the line where that is much longer, else behind it (and the cross at its end) or before it.
fn label(label: &str, (first, last): (f64, f64), crossed: bool, y: f64) -> Text {
    let width = text_width(label);
    let cross = if crossed { CROSS } else { 0.0 };
    let at = |x: f64, dx: i32, anchor: &str| {
        Text::new(label)
            .set("class", "on-bar")
            .set("x", percent(x))
            .set("y", y + 4.0)
            .set("dx", dx)
            .set("text-anchor", anchor)
    };
    if last - first > 1.5 * width {
        at(first, 8, "start")
    } else if last + width + cross < 100.0 {
        at(last, if crossed { 14 } else { 6 }, "start")
    } else {
        at(first, -6, "end")
    }
}

/// The frames that have waits of their own, by name, both in the order in which they first waited.
fn by_name<'a>(recording: &'a Recording, intervals: &Intervals) -> Vec<(&'a str, Vec<usize>)> {
    let mut groups: Vec<(&str, Vec<usize>)> = Vec::new();
    for wait in intervals.own_waits() {
        let name = recording.frames[wait.frame].name.as_str();
        match groups.iter_mut().find(|group| group.0 == name) {
            Some((_, frames)) if frames.contains(&wait.frame) => {}
            Some((_, frames)) => frames.push(wait.frame),
            None => groups.push((name, vec![wait.frame])),
        }
    }
    groups
}
