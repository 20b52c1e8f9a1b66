//! Pins: heads above a bar for stretches that are too short to see.

use super::intervals::Intervals;
use super::lanes::Picture;
use super::sizes::{PERCENT, percent};
use crate::recording::Stretch;
use crate::text::duration;
use svg::Node;
use svg::node::element::{Element, Group, Line, Rectangle, Text, Title};

/// The most heads side by side.
const HEADS: usize = 5;
/// From one head to the next, in pixels.
const HEAD_PIXELS: f64 = 13.0;
/// What a head takes of the narrowest picture, in percent: 14 of 350 pixels.
const HEAD: f64 = 4.0;
/// Width of the "+N" for pins that are left out, in percent: 36 of 350 pixels.
const MORE: f64 = 10.5;

impl Picture<'_> {
    /// Heads above the bar for stretches that are too short to see; those that are close together
    /// are side by side, in the order in which they ran.
    pub fn pins(&mut self, intervals: &Intervals, short: &[&Stretch]) {
        self.seen.pin = true;
        for (cluster, at) in self.clusters(short) {
            // A cluster at the right edge begins further left.
            let beyond = (at + cluster_width(cluster.len()) - 100.0).max(0.0);
            let shift = -(beyond * PERCENT).ceil();
            let mut pins = Element::new("svg");
            pins.assign("x", percent(at));
            pins.assign("y", self.y - 11.0);
            // Overflow is visible, so the pins are drawn whole. Without a size the element would cover the page below.
            pins.assign("width", 1);
            pins.assign("height", 1);
            pins.assign("overflow", "visible");
            pins.append(Line::new().set("class", "stem").set("y2", 14));
            for (i, stretch) in cluster.iter().take(HEADS).enumerate() {
                let name = &intervals.names[stretch.frame];
                let left = shift + HEAD_PIXELS * i as f64;
                let head = Rectangle::new()
                    .set("x", left)
                    .set("width", 12)
                    .set("height", 13)
                    .add(Title::new(about(name, stretch)));
                let inside = Text::new(initial(name)).set("x", left + 6.0).set("y", 10.5);
                pins.append(
                    Group::new()
                        .set("class", format!("head {}", self.colours.class(name)))
                        .add(head)
                        .add(inside),
                );
            }
            if cluster.len() > HEADS {
                let more = format!("+{}", cluster.len() - HEADS);
                let right_of_heads = shift + HEAD_PIXELS * HEADS as f64 + 2.0;
                pins.append(Text::new(more).set("x", right_of_heads).set("y", 10.5));
            }
            self.add(pins);
        }
    }

    /// The pins whose heads are side by side, and the place of their first: no two clusters lie on one another,
    /// on the narrowest picture either.
    fn clusters<'a>(&self, short: &'a [&'a Stretch]) -> Vec<(&'a [&'a Stretch], f64)> {
        let place = |stretch: &Stretch| self.axis.place(stretch.start);
        let mut firsts: Vec<usize> = Vec::new();
        let mut free = f64::NEG_INFINITY;
        for (i, stretch) in short.iter().enumerate() {
            if place(stretch) >= free {
                firsts.push(i);
            }
            let first = firsts[firsts.len() - 1];
            free = place(short[first]) + cluster_width(i + 1 - first);
        }
        // The last cluster must fit into the picture; if the one before is in the way, the two are merged.
        while let [.., before, last] = firsts[..] {
            let width = |first: usize, end: usize| cluster_width(end - first);
            let begins = place(short[last]).min(100.0 - width(last, short.len()));
            if place(short[before]) + width(before, last) <= begins {
                break;
            }
            firsts.pop();
        }
        let ends = firsts.iter().skip(1).copied().chain([short.len()]);
        firsts
            .iter()
            .zip(ends)
            .map(|(&first, end)| (&short[first..end], place(short[first])))
            .collect()
    }
}

/// The width of this many pins side by side in the narrowest picture, in percent: their heads, and the "+N".
fn cluster_width(pins: usize) -> f64 {
    let more = if pins > HEADS { MORE } else { 0.0 };
    HEAD * (pins.min(HEADS) as f64 + 0.5) + more
}

/// The text on a pin's head: the number of `count #2`, else the first letter.
fn initial(name: &str) -> String {
    match name.rsplit_once('#') {
        Some((_, number)) if number.len() == 1 => number.to_string(),
        _ => name
            .chars()
            .find(|c| c.is_alphanumeric())
            .into_iter()
            .collect(),
    }
}

fn about(name: &str, stretch: &Stretch) -> String {
    let took = duration(stretch.end - stretch.start);
    format!("{name}: runs at {} for {took}", duration(stretch.start))
}
