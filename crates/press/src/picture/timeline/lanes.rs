//! The lanes of threads: for each its name, pins for what is too short, and a bar of what it did.

use super::axis::Axis;
use super::intervals::{Colours, Intervals};
use super::legend::Seen;
use super::sizes::{
    BAR, CHARACTER, CROSS, LEAST, SHORT, TEXT, cross, percent, text, text_width, vertical,
};
use crate::recording::{Doing, Recording, Span, Stretch, StretchEnd};
use crate::text::duration;
use std::collections::BTreeMap;
use std::fmt::Write;
use svg::Node;
use svg::node::element::{Element, Group, Path, Rectangle, Title};

/// The most lanes of threads.
const LANES: usize = 9;

/// A piece that is too small for a title of its own, with its place and width in percent.
pub struct Small {
    pub class: String,
    pub left: f64,
    pub width: f64,
}

/// How many of so many threads have a lane of their own. One lane is for all others: never for only one.
pub fn lanes(threads: usize) -> usize {
    if threads > LANES { LANES - 1 } else { threads }
}

/// A picture as far as it is drawn.
pub struct Picture<'a> {
    /// The prefix of all ids in it.
    pub id: &'a str,
    pub axis: &'a Axis,
    pub colours: &'a Colours,
    /// Where the next thing is drawn, in pixels from the top.
    pub y: f64,
    pub seen: Seen,
    body: Group,
}

impl<'a> Picture<'a> {
    pub fn new(id: &'a str, axis: &'a Axis, colours: &'a Colours) -> Picture<'a> {
        Picture {
            id,
            axis,
            colours,
            y: 0.0,
            seen: Seen::default(),
            body: Group::new(),
        }
    }

    /// What was drawn, which marks that took, and how high it is in pixels.
    pub fn done(self) -> (Group, Seen, f64) {
        (self.body, self.seen, self.y)
    }

    pub fn add(&mut self, element: impl Into<Element>) {
        self.body.append(element.into());
    }

    /// Draws one recording below what is drawn already.
    pub fn run(&mut self, recording: &Recording, intervals: &Intervals, title: &str) {
        self.y += TEXT + 2.0;
        let title = format!("{title}, {}", duration(recording.elapsed));
        self.add(text(0.0, self.y, &title).set("class", "model"));
        self.y += 4.0;
        let lanes = lanes(intervals.threads.len());
        for thread in 0..lanes {
            self.lane(intervals, thread, recording.elapsed);
        }
        if lanes < intervals.threads.len() {
            // A thread counts once, however many calls are nested in its outermost.
            let stretches = intervals.stretches.iter();
            let busy: Vec<(u64, u64)> = stretches
                .filter(|stretch| stretch.thread >= lanes && stretch.depth == 0)
                .map(|stretch| (stretch.start, stretch.end))
                .collect();
            let more = intervals.threads.len() - lanes;
            let label = format!("{more} more threads run or block");
            self.area(&label, &busy, "frame-0");
        }
        self.waiting(recording, intervals);
        let x = self.axis.place(recording.elapsed);
        if x < 99.0 {
            let top = self.y - 6.0;
            // Below the label of the last row, which can be there too.
            self.y += TEXT;
            self.add(vertical(x, top, self.y).set("class", "end"));
            self.add(text(x, self.y, "ends").set("dx", 4));
        } else {
            self.y += 8.0;
        }
    }

    /// A thread: its name, the heads of its pins, its bar.
    fn lane(&mut self, intervals: &Intervals, thread: usize, elapsed: u64) {
        self.y += TEXT - 2.0;
        let name = format!("thread {}", intervals.threads[thread]);
        self.add(text(0.0, self.y, &name).set("class", "lane"));
        let stretches = intervals.stretches.iter().zip(&intervals.holds_others);
        let short: Vec<&Stretch> = stretches
            .filter(|(s, holds)| s.thread == thread && !*holds && self.is_short(s))
            .map(|(s, _)| s)
            .collect();
        if !short.is_empty() {
            self.y += TEXT;
            self.pins(intervals, &short);
        }
        self.y += 3.0;
        self.add(
            Rectangle::new()
                .set("class", "thread")
                .set("x", percent(0.0))
                .set("width", percent(self.axis.place(elapsed)))
                .set("y", self.y)
                .set("height", BAR),
        );
        let spans = intervals.spans.iter().filter(|span| span.thread == thread);
        let (small, large): (Vec<&Span>, Vec<&Span>) = spans.partition(|span| self.is_small(span));
        self.small_spans(intervals, &small);
        let crosses = self.crosses(intervals, thread);
        self.large_spans(intervals, &large, &crosses);
        self.seen.panicked |= !crosses.is_empty();
        for place in crosses {
            self.add(cross(place, self.y + BAR / 2.0));
        }
        self.y += BAR + 2.0;
    }

    /// Where a thread's panics have their marks. A panic passes through several calls, and has one mark.
    fn crosses(&self, intervals: &Intervals, thread: usize) -> Vec<f64> {
        let stretches = intervals.stretches.iter();
        let unwound = stretches.filter(|s| s.thread == thread && s.how == StretchEnd::Unwound);
        let mut places: Vec<f64> = unwound.map(|s| self.axis.place(s.end)).collect();
        places.sort_by(f64::total_cmp);
        // One at the edge is drawn beside its place.
        places.dedup_by(|one, before| one.min(100.0 - CROSS / 2.0) - *before < CROSS);
        places
    }

    fn is_short(&self, stretch: &Stretch) -> bool {
        self.axis.width(stretch.start, stretch.end) < SHORT
    }

    /// Whether a span is too small for a title of its own.
    fn is_small(&self, span: &Span) -> bool {
        let width = self.axis.width(span.start, span.end);
        width < LEAST || span.doing == Doing::Computing && width < SHORT
    }

    /// Spans too small for a pattern: full in colour where the thread computed, and else pale.
    fn small_spans(&mut self, intervals: &Intervals, spans: &[&Span]) {
        self.seen.computing |= spans.iter().any(|span| span.doing == Doing::Computing);
        let pale = spans.iter().filter(|span| span.doing != Doing::Computing);
        let pale = pale.map(|span| self.axis.width(span.start, span.end));
        self.seen.pale |= pale.sum::<f64>() > SHORT;
        let small = spans.iter().map(|span| {
            let pale = span.doing != Doing::Computing;
            let class = self.colours.class(&intervals.names[span.frame]);
            Small {
                class: if pale { format!("{class} pale") } else { class },
                left: self.axis.place(span.start),
                width: self.axis.width(span.start, span.end),
            }
        });
        let small: Vec<_> = small.collect();
        self.small(&small, self.y, BAR);
    }

    /// Bars, with the frame's name where it fits, does not follow itself, and no cross is in its place.
    fn large_spans(&mut self, intervals: &Intervals, spans: &[&Span], crosses: &[f64]) {
        // Pixels for each percent, less what keeps a name from the end of its bar.
        const ROOM: f64 = 3.3;
        let mut named = None;
        for span in spans {
            let name = &intervals.names[span.frame];
            self.bar(span, name);
            let width = self.axis.width(span.start, span.end);
            let fits = width * ROOM > CHARACTER * name.chars().count() as f64;
            let left = self.axis.place(span.start);
            let right = left + text_width(name) + CROSS / 2.0;
            let free = crosses.iter().all(|cross| *cross < left || *cross > right);
            if fits && free && named != Some(span.frame) {
                let name = text(left, self.y + 13.0, name);
                self.add(name.set("dx", 4).set("class", "on-bar"));
                named = Some(span.frame);
            }
        }
    }

    /// A bar: full where the thread computed, hatched where it was blocked (the other way round in a runtime), an outline where it had
    /// no core, spotted where nothing was measured, a dotted outline where the run ended before its end.
    fn bar(&mut self, span: &Span, name: &str) {
        let left = self.axis.place(span.start);
        let width = self.axis.width(span.start, span.end);
        let bar = |y: f64, height: f64| {
            Rectangle::new()
                .set("x", percent(left))
                .set("width", percent(width))
                .set("y", y)
                .set("height", height)
        };
        let (full, inset) = (bar(self.y, BAR), bar(self.y + 1.0, BAR - 2.0));
        let class = self.colours.class(name);
        let title = Title::new(about(name, span));
        match span.doing {
            Doing::Computing => {
                self.seen.computing = true;
                self.add(full.set("class", class).add(title));
            }
            Doing::Blocked => {
                let pattern = if span.asleep { "asleep" } else { "hatch" };
                self.seen.asleep |= span.asleep;
                self.seen.blocked |= !span.asleep;
                self.add(full.set("class", class));
                let hatch = format!("fill:url(#{}-{pattern})", self.id);
                self.add(inset.set("style", hatch).add(title));
            }
            Doing::Queued => {
                self.seen.queued = true;
                self.add(inset.set("class", format!("{class} outline")).add(title));
            }
            Doing::Unmeasured => {
                self.seen.unmeasured = true;
                self.add(full.set("class", format!("{class} unmeasured")));
                let spots = format!("fill:url(#{}-spots)", self.id);
                self.add(inset.set("style", spots).add(title));
            }
            Doing::CutOff => {
                self.seen.open = true;
                self.add(inset.set("class", format!("{class} open")).add(title));
            }
        }
    }

    /// Draws pieces that are too small for titles of their own: a path for each class. A run may have thousands of them.
    /// Where many of a class fall on one place, only the first is drawn.
    pub fn small(&mut self, pieces: &[Small], y: f64, height: f64) {
        let mut paths: BTreeMap<&str, (String, f64)> = BTreeMap::new();
        for piece in pieces {
            let start = || (String::new(), f64::NEG_INFINITY);
            let (path, free) = paths.entry(&piece.class).or_insert_with(start);
            if piece.width < LEAST && piece.left < *free {
                continue;
            }
            *free = piece.left + LEAST;
            // In thousandths of the width: less than a pixel.
            let [left, width] = [piece.left, piece.width.max(LEAST)].map(|of| (of * 10.0).round());
            let _ = write!(path, "M{left} 0h{width}");
        }
        if paths.is_empty() {
            return;
        }
        let mut all = Element::new("svg");
        // Each piece is a stroke as wide as the bar is high.
        all.assign("viewBox", "0 -.5 1000 1");
        all.assign("preserveAspectRatio", "none");
        all.assign("y", y);
        all.assign("width", "100%");
        all.assign("height", height);
        for (class, (d, _)) in paths {
            all.append(Path::new().set("class", class).set("d", d));
        }
        self.add(all);
    }

    /// How many of many things there are at each moment, as a height.
    pub fn area(&mut self, label: &str, spans: &[(u64, u64)], class: &str) {
        const HIGHEST: f64 = 20.0;
        let (most, peak) = self.most_at_a_time(spans);
        // A little more than a line, since the text is higher up than that of a row of waits.
        self.y += TEXT + 4.0;
        let label = format!("{label}, at most {peak} at a time");
        self.add(text(0.0, self.y - 4.0, &label).set("class", "lane"));
        let base = self.y + HIGHEST + 2.0;
        let tenths = |pixels: f64| (pixels * 10.0).round() / 10.0;
        let mut column = 0;
        for equal in most.chunk_by(|one, next| one == next) {
            if equal[0] > 0 {
                let height = (HIGHEST * equal[0] as f64 / peak as f64).max(1.0);
                self.add(
                    Rectangle::new()
                        .set("class", format!("{class} area"))
                        .set("x", percent(column as f64))
                        .set("width", percent(equal.len() as f64))
                        .set("y", tenths(base - height))
                        .set("height", tenths(height)),
                );
            }
            column += equal.len();
        }
        self.y = base + 2.0;
    }

    /// The most intervals at a time in each percent of the width, and in all of it.
    fn most_at_a_time(&self, spans: &[(u64, u64)]) -> ([i64; 100], i64) {
        let mut edges: Vec<(u64, i64)> = spans
            .iter()
            .flat_map(|&(start, end)| [(start, 1), (end, -1)])
            .collect();
        edges.sort_unstable();
        let mut most = [0; 100];
        let (mut now, mut peak, mut from) = (0, 0, 0);
        for (time, change) in edges {
            let column = (self.axis.place(time) as usize).min(most.len() - 1);
            for place in &mut most[from..=column] {
                *place = now.max(*place);
            }
            now += change;
            most[column] = now.max(most[column]);
            peak = now.max(peak);
            from = column;
        }
        (most, peak)
    }
}

fn about(name: &str, span: &Span) -> String {
    let doing = match span.doing {
        Doing::Computing => "computing",
        Doing::Blocked if span.asleep => "asleep in the runtime",
        Doing::Blocked => "blocked",
        Doing::Queued => "ready, without a core",
        Doing::Unmeasured => "not measured",
        Doing::CutOff => "still going when the run ended",
    };
    let (start, end) = (duration(span.start), duration(span.end));
    format!("{name}: {doing} from {start} to {end}")
}
