//! Timelines: a picture of what really happened, drawn from recordings.
//!
//! Several recordings stand under one another on one time axis. The picture is as wide as the page
//! lets it be: times are percentages of the width and text has a fixed size, so that it reads the
//! same on a phone. Colours and patterns are classes, styled by `theme/timeline.css`.

use super::replay;
use crate::recording::waits::{Wait, frame_names, thread_names, waits};
use crate::recording::{Doing, Recording, Span, Spent, Stretch, StretchEnd};
use expand::{Book, Listing};
use listing::{Error, Errors};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use svg::Node;
use svg::node::element::{
    Definitions, Element, Group, Line, Path, Pattern, Rectangle, SVG, Text, Title,
};

/// How to draw a figure.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Prefix of all ids in the figure; unique on its page.
    pub id: String,
    /// Whether to shorten the long times in which nothing changes.
    pub fold: bool,
    /// A title for each recording. Where empty, the model, or program and model if programs differ.
    pub titles: Vec<String>,
}

/// How many colours `theme/timeline.css` has for frames, beside that of the first frame.
const COLOURS: usize = 6;
/// A stretch that takes less than this part of the width (in percent) is drawn as a pin.
const SHORT: f64 = 1.5;
/// What the shortest stretch takes of a bar, in percent, so that it is seen at all.
const LEAST: f64 = 0.5;
/// What a pin's head takes of the narrowest picture, in percent: 14 of 350 pixels.
const HEAD: f64 = 4.0;
/// The same of what says how many pins are not shown: 36 of 350 pixels.
const MORE: f64 = 10.5;
/// The most heads side by side, the most rows of waiting futures, the most lanes of threads.
const HEADS: usize = 5;
const ROWS: usize = 6;
const LANES: usize = 9;

/// How many of so many threads have a lane of their own. One lane is for all others: never for only one.
fn lanes(threads: usize) -> usize {
    if threads > LANES { LANES - 1 } else { threads }
}

const TEXT: f64 = 16.0;
const BAR: f64 = 18.0;
const WAIT: f64 = 2.5;

/// Draws the timelines that an expanded page asks for, `<!-- timeline count/sync count/tokio -->`, and writes
/// what their replays load. A listing that was not recorded has no timeline.
///
/// # Errors
/// A recording that can't be read, or replay data that can't be written.
pub fn draw(book: &Book, markdown: &str) -> Result<String, Errors> {
    let mut out = String::with_capacity(markdown.len());
    let mut errors = Vec::new();
    let mut rest = markdown;
    let mut figures = 0;
    while let Some((before, after)) = rest.split_once("<!-- timeline") {
        let Some((asked, after)) = after.split_once(" -->") else {
            break;
        };
        out.push_str(before);
        rest = after;
        let mut recordings = Vec::new();
        for (program, model) in asked.split_whitespace().filter_map(|id| id.split_once('/')) {
            let Some(listing) = book.listing(program, model) else {
                continue;
            };
            match recorded(book, listing) {
                Ok(recording) => recordings.extend(recording),
                Err(error) => errors.push(error),
            }
        }
        if !recordings.is_empty() {
            figures += 1;
            let options = Options {
                id: format!("timeline-{figures}"),
                fold: asked.split_whitespace().any(|word| word == "fold"),
                titles: Vec::new(),
            };
            out.push_str(&figure(&recordings.iter().collect::<Vec<_>>(), &options));
        }
    }
    out.push_str(rest);
    if errors.is_empty() {
        Ok(out)
    } else {
        Err(Errors(errors))
    }
}

/// A listing's recording, if it has one, and its replay written.
fn recorded(book: &Book, listing: &Listing) -> Result<Option<Recording>, Error> {
    let (program, model) = (&listing.program, &listing.model);
    let file = format!("{}/recorded/{model}.json", listing.place.folder());
    let path = book.root.join(&file);
    if !path.exists() {
        return Ok(None);
    }
    let recording = Recording::load(&path).map_err(|error| {
        let help = format!("make it anew: cargo run -- record {program} --model {model}");
        Error::new(file.clone(), 0, error.to_string(), help)
    })?;
    replay::write(&book.root, &recording, &listing.source).map_err(|error| {
        let help = format!("make {} writable", replay::FOLDER);
        Error::new(
            file,
            0,
            format!("its replay can't be written: {error}"),
            help,
        )
    })?;
    Ok(Some(recording))
}

/// Draws recordings under one another on one axis.
///
/// Returns one `<figure class="timeline">` without blank lines, so that it can stand in Markdown.
pub fn figure(recordings: &[&Recording], options: &Options) -> String {
    let runs: Vec<Run> = recordings
        .iter()
        .map(|recording| Run::of(recording))
        .collect();
    let titles = titles(recordings, options);
    let (svg, seen) = drawing(recordings, &runs, &titles, options);
    let replays: Vec<String> = recordings.iter().map(|r| replay::id(r)).collect();
    let mut out = format!(
        "<figure class=\"timeline\" id=\"{}\" data-replays=\"{}\">\n{svg}\n",
        options.id,
        replays.join(" ")
    );
    out.push_str(&legend(&seen, &options.id));
    out.push_str(&counted(recordings, &titles));
    out.push_str(
        "<details class=\"timeline-words\">\n<summary>The same in words</summary>\n<ul>\n",
    );
    for ((recording, run), title) in recordings.iter().zip(&runs).zip(&titles) {
        out.push_str(&words(recording, run, title));
    }
    out.push_str("</ul>\n</details>\n</figure>");
    out
}

/// The timeline of one recording without legend and words, as an `<svg>` whose width is the run's whole time.
pub fn picture(recording: &Recording, options: &Options) -> String {
    let recordings = [recording];
    let runs = [Run::of(recording)];
    let titles = titles(&recordings, options);
    drawing(&recordings, &runs, &titles, options).0.to_string()
}

/// The number of the colour of each frame, as [`picture`] gives them.
pub fn colours(recording: &Recording) -> Vec<usize> {
    let run = Run::of(recording);
    let colours = Colours::of(std::slice::from_ref(&run));
    let colour = |name| colours.0.get(name).copied().unwrap_or(0);
    run.names.iter().map(colour).collect()
}

fn drawing(
    recordings: &[&Recording],
    runs: &[Run],
    titles: &[String],
    options: &Options,
) -> (SVG, Seen) {
    let longest = recordings
        .iter()
        .map(|r| r.elapsed)
        .max()
        .unwrap_or(0)
        .max(1);
    let axis = Axis::new(longest, runs, options.fold);
    let colours = Colours::of(runs);
    let mut picture = Picture {
        id: &options.id,
        axis: &axis,
        colours: &colours,
        body: Group::new(),
        y: 0.0,
        seen: Seen::default(),
    };
    for ((recording, run), title) in recordings.iter().zip(runs).zip(titles) {
        picture.run(recording, run, title);
    }
    let bottom = picture.y;
    let ticks = axis.draw(bottom);
    let mut seen = picture.seen;
    seen.folds = !axis.folds.is_empty();
    let height = bottom + 22.0 + if axis.folds.is_empty() { 0.0 } else { TEXT };
    let hatch = Pattern::new()
        .set("id", format!("{}-hatch", options.id))
        .set("width", 6)
        .set("height", 6)
        .set("patternUnits", "userSpaceOnUse")
        .set("patternTransform", "rotate(45)")
        .add(
            Rectangle::new()
                .set("class", "gap")
                .set("width", 3)
                .set("height", 6),
        );
    let title = format!(
        "Timelines on one axis: {}",
        listed(
            titles
                .iter()
                .zip(recordings)
                .map(|(t, r)| format!("{t} {}", duration(r.elapsed)))
        )
    );
    let title_id = format!("{}-title", options.id);
    let svg = SVG::new()
        .set("role", "img")
        .set("aria-labelledby", title_id.clone())
        .set("width", "100%")
        .set("height", height)
        .add(Title::new(title).set("id", title_id))
        .add(Definitions::new().add(hatch))
        .add(ticks)
        .add(picture.body);
    (svg, seen)
}

/// A recording as intervals.
struct Run {
    /// Names of frames and threads.
    names: Vec<String>,
    threads: Vec<String>,
    stretches: Vec<Stretch>,
    spans: Vec<Span>,
    waits: Vec<Wait>,
    /// For each stretch, whether others are nested in it.
    holds_others: Vec<bool>,
}

impl Run {
    fn of(recording: &Recording) -> Run {
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
        Run {
            names: frame_names(recording),
            threads: thread_names(recording),
            spans: recording.spans(),
            waits: waits(recording),
            stretches,
            holds_others,
        }
    }

    /// The waits that no other wait in the picture explains.
    fn own_waits(&self) -> impl Iterator<Item = &Wait> {
        self.waits.iter().filter(|wait| !wait.for_others)
    }
}

fn titles(recordings: &[&Recording], options: &Options) -> Vec<String> {
    let one = recordings
        .windows(2)
        .all(|pair| pair[0].program == pair[1].program);
    recordings
        .iter()
        .enumerate()
        .map(|(i, recording)| match options.titles.get(i) {
            Some(title) => title.clone(),
            None if one => recording.model.clone(),
            None => format!("{} / {}", recording.program, recording.model),
        })
        .collect()
}

/// Time to place: percent of the width, straight but for folded times.
struct Axis {
    longest: u64,
    /// Times in microseconds with their places in percent; straight in between.
    points: Vec<(u64, f64)>,
    folds: Vec<(u64, u64)>,
}

impl Axis {
    fn new(longest: u64, runs: &[Run], fold: bool) -> Axis {
        let mut edges = vec![0, longest];
        for run in runs {
            edges.extend(run.spans.iter().flat_map(|span| [span.start, span.end]));
            edges.extend(run.waits.iter().flat_map(|wait| [wait.start, wait.end]));
        }
        edges.sort_unstable();
        edges.dedup();
        let long = |gap: &&[u64]| fold && gap[1] - gap[0] > longest / 5;
        let gaps: Vec<&[u64]> = edges.windows(2).filter(long).collect();
        let rest = longest - gaps.iter().map(|gap| gap[1] - gap[0]).sum::<u64>();
        // What is left of a gap at both sides of its fold keeps the edges apart from it.
        let margin = rest / 20;
        let folds: Vec<(u64, u64)> = gaps
            .iter()
            .map(|gap| (gap[0] + margin, gap[1] - margin))
            .collect();
        let folded: u64 = folds.iter().map(|(from, to)| to - from).sum();
        let width = 100.0 - 10.0 * folds.len() as f64;
        let rest = (longest - folded).max(1) as f64;
        let mut points = vec![(0, 0.0)];
        let mut place = 0.0;
        let mut last = 0;
        for &(from, to) in &folds {
            place += (from - last) as f64 / rest * width;
            points.push((from, place));
            place += 10.0;
            points.push((to, place));
            last = to;
        }
        points.push((longest, 100.0));
        Axis {
            longest,
            points,
            folds,
        }
    }

    fn place(&self, time: u64) -> f64 {
        let time = time.min(self.longest);
        let after = self.points.partition_point(|point| point.0 < time).max(1);
        let ((t0, p0), (t1, p1)) = (self.points[after - 1], self.points[after]);
        let place = p0 + (p1 - p0) * (time - t0) as f64 / (t1 - t0).max(1) as f64;
        (place * 100.0).round() / 100.0
    }

    fn draw(&self, bottom: f64) -> Group {
        let mut group = Group::new().set("class", "axis");
        let folded: u64 = self.folds.iter().map(|(from, to)| to - from).sum();
        let step = step(self.longest - folded);
        let folded = |time: u64| {
            self.folds
                .iter()
                .any(|&(from, to)| from < time && time < to)
        };
        let shown = (0..=self.longest / step).map(|n| n * step);
        // Where the next label may begin.
        let mut free = 0.0;
        for tick in shown.filter(|&tick| !folded(tick)) {
            let (x, label) = (self.place(tick), moment(tick, step));
            group = group.add(vertical(x, 0.0, bottom + 4.0).set("class", "tick"));
            let width = text_width(&label);
            let left = if x > 90.0 { x - width } else { x };
            if left >= free {
                group = group.add(text(x, bottom + 16.0, &label));
                free = left + width;
            }
        }
        for &(from, to) in &self.folds {
            let (left, right) = (self.place(from), self.place(to));
            group = group
                .add(
                    Rectangle::new()
                        .set("class", "fold")
                        .set("x", percent(left))
                        .set("width", percent(right - left))
                        .set("y", 0)
                        .set("height", bottom),
                )
                .add(
                    text(
                        f64::midpoint(left, right),
                        bottom + 30.0,
                        &duration(to - from),
                    )
                    .set("text-anchor", "middle"),
                );
        }
        group.add(
            Line::new()
                .set("x1", "0%")
                .set("x2", "100%")
                .set("y1", bottom)
                .set("y2", bottom),
        )
    }
}

/// At most six steps of 1, 2 or 5 times a power of ten.
fn step(longest: u64) -> u64 {
    let mut power = 1;
    loop {
        for step in [power, 2 * power, 5 * power] {
            if longest / step <= 5 {
                return step;
            }
        }
        power *= 10;
    }
}

/// One colour for one name, in all recordings of a figure.
struct Colours(HashMap<String, usize>);

impl Colours {
    fn of(runs: &[Run]) -> Colours {
        let mut colours = HashMap::new();
        for run in runs {
            for stretch in &run.stretches {
                let name = &run.names[stretch.frame];
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

    fn class(&self, name: &str) -> String {
        format!("frame-{}", self.0.get(name).copied().unwrap_or(0))
    }
}

/// Which marks a figure uses; its legend explains these only.
#[derive(Default)]
struct Seen {
    computing: bool,
    blocked: bool,
    queued: bool,
    open: bool,
    pin: bool,
    waits: bool,
    dropped: bool,
    panicked: bool,
    folds: bool,
}

struct Picture<'a> {
    id: &'a str,
    axis: &'a Axis,
    colours: &'a Colours,
    body: Group,
    y: f64,
    seen: Seen,
}

impl Picture<'_> {
    fn add(&mut self, element: impl Into<Element>) {
        self.body.append(element.into());
    }

    fn run(&mut self, recording: &Recording, run: &Run, title: &str) {
        self.y += 18.0;
        self.add(
            text(
                0.0,
                self.y,
                &format!("{title}, {}", duration(recording.elapsed)),
            )
            .set("class", "model"),
        );
        self.y += 4.0;
        let lanes = lanes(run.threads.len());
        for thread in 0..lanes {
            self.lane(run, thread, recording.elapsed);
        }
        if lanes < run.threads.len() {
            let busy: Vec<(u64, u64)> = run
                .stretches
                .iter()
                .filter(|stretch| stretch.thread >= lanes)
                .map(|stretch| (stretch.start, stretch.end))
                .collect();
            let label = format!(
                "{} more threads, running or blocked",
                run.threads.len() - lanes
            );
            self.area(&label, &busy, "frame-0");
        }
        self.waiting(recording, run);
        let x = self.axis.place(recording.elapsed);
        if x < 99.0 {
            self.add(vertical(x, self.y - 6.0, self.y + 7.0).set("class", "end"));
            self.add(text(x, self.y + 7.0, "ends").set("dx", 4));
        }
        self.y += 8.0;
    }

    /// A thread: its name, the heads of its pins, its bar.
    fn lane(&mut self, run: &Run, thread: usize, elapsed: u64) {
        self.y += TEXT - 2.0;
        self.add(
            text(0.0, self.y, &format!("thread {}", run.threads[thread])).set("class", "lane"),
        );
        let short: Vec<&Stretch> = run
            .stretches
            .iter()
            .zip(&run.holds_others)
            .filter(|(s, holds)| s.thread == thread && !*holds && self.is_short(s))
            .map(|(s, _)| s)
            .collect();
        if !short.is_empty() {
            self.y += TEXT;
            self.pins(run, &short);
        }
        self.y += 3.0;
        let y = self.y;
        self.add(
            Rectangle::new()
                .set("class", "thread")
                .set("x", "0%")
                .set("width", percent(self.axis.place(elapsed)))
                .set("y", y)
                .set("height", BAR),
        );
        let (small, large): (Vec<&Span>, Vec<&Span>) = run
            .spans
            .iter()
            .filter(|span| span.thread == thread)
            .partition(|span| {
                let width = self.width(span);
                width < LEAST || span.doing == Doing::Computing && width < SHORT
            });
        self.seen.computing |= small.iter().any(|span| span.doing == Doing::Computing);
        let small: Vec<_> = small
            .iter()
            .map(|span| {
                (
                    &*run.names[span.frame],
                    self.axis.place(span.start),
                    self.width(span),
                )
            })
            .collect();
        self.small(&small, y, BAR);
        let mut named = None;
        for span in large {
            let name = &run.names[span.frame];
            let (left, width) = (self.axis.place(span.start), self.width(span));
            let class = self.colours.class(name);
            self.bar(span, left, width, &class, &about(name, span));
            let fits = width * 3.3 > 7.0 * name.chars().count() as f64;
            if fits && named != Some(span.frame) {
                self.add(
                    text(left, y + 13.0, name)
                        .set("dx", 4)
                        .set("class", "on-bar"),
                );
                named = Some(span.frame);
            }
        }
        for stretch in run.stretches.iter().filter(|s| s.thread == thread) {
            if stretch.how == StretchEnd::Unwound {
                self.seen.panicked = true;
                let x = self.axis.place(stretch.end);
                self.add(
                    text(x, y + 13.0, "✕")
                        .set("class", "on-bar")
                        .set("text-anchor", "middle"),
                );
            }
        }
        self.y += BAR + 2.0;
    }

    /// What a span takes of the width, in percent.
    fn width(&self, span: &Span) -> f64 {
        self.axis.place(span.end) - self.axis.place(span.start)
    }

    /// Pieces that are too small for titles of their own, with their places and widths in percent: a path for each
    /// colour. A run may have thousands of them. Where many fall on one place, the first stands for them.
    fn small(&mut self, pieces: &[(&str, f64, f64)], y: f64, height: f64) {
        let mut paths: BTreeMap<String, String> = BTreeMap::new();
        let mut free = f64::NEG_INFINITY;
        for &(name, left, width) in pieces {
            if width < LEAST && left < free {
                continue;
            }
            free = left + LEAST;
            // In thousandths of the width: less than a pixel.
            let [left, width] = [left, width.max(LEAST)].map(|of| (of * 10.0).round());
            let path = paths.entry(self.colours.class(name)).or_default();
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
        for (class, d) in paths {
            all.append(Path::new().set("class", class).set("d", d));
        }
        self.add(all);
    }

    fn is_short(&self, stretch: &Stretch) -> bool {
        self.axis.place(stretch.end) - self.axis.place(stretch.start) < SHORT
    }

    /// A bar: full where the thread computed, hatched where it was blocked, an outline where it had
    /// no core, dotted where nothing was measured.
    fn bar(&mut self, span: &Span, left: f64, width: f64, class: &str, about: &str) {
        let bar = |y: f64, height: f64| {
            Rectangle::new()
                .set("x", percent(left))
                .set("width", percent(width))
                .set("y", y)
                .set("height", height)
        };
        let (full, inset) = (bar(self.y, BAR), bar(self.y + 1.0, BAR - 2.0));
        let title = Title::new(about);
        match span.doing {
            Doing::Computing => {
                self.seen.computing = true;
                self.add(full.set("class", class).add(title));
            }
            Doing::Blocked => {
                self.seen.blocked = true;
                self.add(full.clone().set("class", class));
                let hatch = format!("fill:url(#{}-hatch)", self.id);
                self.add(inset.set("style", hatch).add(title));
            }
            Doing::Queued => {
                self.seen.queued = true;
                self.add(inset.set("class", format!("{class} outline")).add(title));
            }
            Doing::Unknown => {
                self.seen.open = true;
                self.add(inset.set("class", format!("{class} open")).add(title));
            }
        }
    }

    /// Heads above the bar for stretches that are too short to see; those that are close together
    /// stand side by side, in the order in which they ran.
    fn pins(&mut self, run: &Run, short: &[&Stretch]) {
        self.seen.pin = true;
        for (cluster, at) in self.clusters(short) {
            // A cluster at the right edge begins further left.
            let beyond = (at + cluster_width(cluster.len()) - 100.0).max(0.0);
            let shift = -(beyond * 3.5).ceil();
            let mut pins = Element::new("svg");
            pins.assign("x", percent(at));
            pins.assign("y", self.y - 11.0);
            // What it holds is drawn even so; without a size it would lie over what follows the picture.
            pins.assign("width", 1);
            pins.assign("height", 1);
            pins.assign("overflow", "visible");
            pins.append(Line::new().set("class", "stem").set("y2", 14));
            for (i, stretch) in cluster.iter().take(HEADS).enumerate() {
                let name = &run.names[stretch.frame];
                let left = shift + 13.0 * i as f64;
                let head = Rectangle::new()
                    .set("x", left)
                    .set("width", 12)
                    .set("height", 13)
                    .add(Title::new(stretch_title(name, stretch)));
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
                let right_of_heads = shift + 13.0 * HEADS as f64 + 2.0;
                pins.append(Text::new(more).set("x", right_of_heads).set("y", 10.5));
            }
            self.add(pins);
        }
    }

    /// The pins whose heads stand side by side, and the place of their first: no two clusters lie on one another,
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
        // The last one has to end within the picture; where the one before it is in its way, it joins that.
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

    /// The futures that wait without a thread: a row each, or one for all of a name that are many.
    fn waiting(&mut self, recording: &Recording, run: &Run) {
        let mut groups: Vec<(&str, Vec<usize>)> = Vec::new();
        for wait in run.own_waits() {
            let name = recording.frames[wait.frame].name.as_str();
            let group = match groups.iter().position(|group| group.0 == name) {
                Some(group) => group,
                None => {
                    groups.push((name, Vec::new()));
                    groups.len() - 1
                }
            };
            if !groups[group].1.contains(&wait.frame) {
                groups[group].1.push(wait.frame);
            }
        }
        if groups.is_empty() {
            return;
        }
        self.seen.waits = true;
        for (name, mut frames) in groups {
            if frames.len() > ROWS {
                let spans: Vec<(u64, u64)> = run
                    .own_waits()
                    .filter(|wait| frames.contains(&wait.frame))
                    .map(|wait| (wait.start, wait.end))
                    .collect();
                let class = self.colours.class(&run.names[frames[0]]);
                self.area(
                    &format!("{} × {name} waiting", frames.len()),
                    &spans,
                    &class,
                );
                continue;
            }
            frames.sort_unstable();
            for frame in frames {
                self.waiting_row(run, frame);
            }
        }
    }

    fn waiting_row(&mut self, run: &Run, frame: usize) {
        self.y += TEXT;
        let y = self.y - 4.0;
        let name = &run.names[frame];
        let class = self.colours.class(name);
        let (mut first, mut last) = (None, 0.0);
        let mut small = Vec::new();
        for wait in run.own_waits().filter(|wait| wait.frame == frame) {
            let (left, right) = (self.axis.place(wait.start), self.axis.place(wait.end));
            first.get_or_insert(left);
            last = right;
            if right - left < SHORT && !wait.dropped {
                small.push((name.as_str(), left, right - left));
                continue;
            }
            self.add(
                Line::new()
                    .set("class", format!("{class} wait"))
                    .set("x1", percent(left))
                    .set("x2", percent(right))
                    .set("y1", y)
                    .set("y2", y)
                    .add(Title::new(format!(
                        "{name} waits from {} to {}",
                        duration(wait.start),
                        duration(wait.end)
                    ))),
            );
            if wait.dropped {
                self.seen.dropped = true;
                self.add(
                    text(right, y + 4.0, "✕")
                        .set("class", "on-bar")
                        .set("text-anchor", "middle"),
                );
            }
        }
        self.small(&small, y - WAIT / 2.0, WAIT);
        let first = first.unwrap_or_default();
        let label = format!("{name} waits");
        let width = text_width(&label);
        // On the line where that is much longer, else behind it or before it.
        let at = |x: f64, dx: i32, anchor: &str| {
            Text::new(&label)
                .set("class", "on-bar")
                .set("x", percent(x))
                .set("y", y + 4.0)
                .set("dx", dx)
                .set("text-anchor", anchor)
        };
        self.add(if last - first > 1.5 * width {
            at(first, 8, "start")
        } else if last + width < 100.0 {
            at(last, 6, "start")
        } else {
            at(first, -6, "end")
        });
    }

    /// How many of many things there are at each moment, as a height.
    fn area(&mut self, label: &str, spans: &[(u64, u64)], class: &str) {
        const COLUMNS: usize = 100;
        let mut edges: Vec<(u64, i64)> = spans
            .iter()
            .flat_map(|&(start, end)| [(start, 1), (end, -1)])
            .collect();
        edges.sort_unstable();
        let mut most = [0; COLUMNS];
        let (mut now, mut peak, mut from) = (0, 0, 0);
        for (time, change) in edges {
            let column = ((self.axis.place(time) as usize) * COLUMNS / 100).min(COLUMNS - 1);
            for place in &mut most[from..=column] {
                *place = now.max(*place);
            }
            now += change;
            most[column] = now.max(most[column]);
            peak = now.max(peak);
            from = column;
        }
        self.y += TEXT;
        self.add(
            text(
                0.0,
                self.y - 4.0,
                &format!("{label}: at most {peak} at once"),
            )
            .set("class", "lane"),
        );
        let base = self.y + 22.0;
        let mut column = 0;
        while column < COLUMNS {
            let run = most[column..]
                .iter()
                .take_while(|&&n| n == most[column])
                .count();
            if most[column] > 0 {
                let height = (20.0 * most[column] as f64 / peak as f64).max(1.0);
                self.add(
                    Rectangle::new()
                        .set("class", format!("{class} area"))
                        .set("x", percent(column as f64))
                        .set("width", percent(run as f64))
                        .set("y", ((base - height) * 10.0).round() / 10.0)
                        .set("height", (height * 10.0).round() / 10.0),
                );
            }
            column += run;
        }
        self.y = base + 2.0;
    }
}

/// What a label and the space behind it take of the narrowest picture, in percent: 7 of 350 pixels a character.
fn text_width(label: &str) -> f64 {
    2.0 * (label.chars().count() + 1) as f64
}

/// What so many pins side by side take of the narrowest picture, in percent: their heads, and how many are not shown.
fn cluster_width(pins: usize) -> f64 {
    let more = if pins > HEADS { MORE } else { 0.0 };
    HEAD * (pins.min(HEADS) as f64 + 0.5) + more
}

/// What stands on a pin's head: the number of `count #2`, else the first letter.
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

fn about(name: &str, span: &Span) -> String {
    let doing = match span.doing {
        Doing::Computing => "computing",
        Doing::Blocked => "blocked",
        Doing::Queued => "ready, without a core",
        Doing::Unknown => "not measured",
    };
    let (start, end) = (duration(span.start), duration(span.end));
    format!("{name}: {doing} from {start} to {end}")
}

fn stretch_title(name: &str, stretch: &Stretch) -> String {
    let took = duration(stretch.end - stretch.start);
    format!("{name}: runs at {} for {took}", duration(stretch.start))
}

fn text(x: f64, y: f64, content: &str) -> Text {
    let text = Text::new(content).set("x", percent(x)).set("y", y);
    if x > 90.0 {
        text.set("text-anchor", "end")
    } else {
        text
    }
}

fn vertical(x: f64, top: f64, bottom: f64) -> Line {
    Line::new()
        .set("x1", percent(x))
        .set("x2", percent(x))
        .set("y1", top)
        .set("y2", bottom)
}

fn percent(place: f64) -> String {
    format!("{}%", (place * 100.0).round() / 100.0)
}

/// A duration in words, with three digits at most before the unit gets larger.
fn duration(us: u64) -> String {
    match us {
        1_000_000.. => format!("{:.2} s", us as f64 / 1e6),
        10_000.. => format!("{:.0} ms", us as f64 / 1e3),
        1_000.. => format!("{:.1} ms", us as f64 / 1e3),
        _ => format!("{us} µs"),
    }
}

/// A moment on the axis, as exact as the axis' step.
fn moment(us: u64, step: u64) -> String {
    let (unit, name) = match step {
        100_000.. => (1_000_000, "s"),
        100.. => (1_000, "ms"),
        _ => (1, "µs"),
    };
    let decimals = if step.is_multiple_of(unit) { 0 } else { 1 };
    format!("{:.decimals$} {name}", us as f64 / unit as f64)
}

fn legend(seen: &Seen, id: &str) -> String {
    let mut out = String::from("<ul class=\"timeline-legend\">\n");
    let mut item = |shown: bool, swatch: &str, what: &str| {
        if shown {
            let _ = writeln!(
                out,
                "<li><svg aria-hidden=\"true\" width=\"24\" height=\"14\">{swatch}</svg> {what}</li>"
            );
        }
    };
    let bar = "<rect class=\"frame-0\" width=\"24\" height=\"14\"/>";
    item(seen.computing, bar, "computing");
    let hatched =
        format!("{bar}<rect style=\"fill:url(#{id}-hatch)\" width=\"24\" height=\"14\"/>");
    item(seen.blocked, &hatched, "blocked: the thread stands still");
    let outline = "<rect class=\"frame-0 outline\" x=\"1\" y=\"1\" width=\"22\" height=\"12\"/>";
    item(seen.queued, outline, "ready, but no core was free");
    let open = "<rect class=\"frame-0 open\" x=\"1\" y=\"1\" width=\"22\" height=\"12\"/>";
    item(seen.open, open, "still going when the run ended");
    let dashed = "<line class=\"frame-0 wait\" x1=\"0\" x2=\"24\" y1=\"7\" y2=\"7\"/>";
    item(seen.waits, dashed, "a future waits, and occupies no thread");
    let pin = "<g class=\"head frame-0\"><rect x=\"6\" width=\"12\" height=\"13\"/>\
               <text x=\"12\" y=\"11\">1</text></g>";
    item(seen.pin, pin, "too short to draw to scale (1 is “#1”)");
    let cross = "<text class=\"on-bar\" x=\"8\" y=\"12\">✕</text>";
    item(seen.panicked, cross, "a panic");
    item(seen.dropped, cross, "dropped while it waited");
    item(
        seen.folds,
        "<rect class=\"fold\" width=\"24\" height=\"14\"/>",
        "time left out",
    );
    out.push_str("</ul>\n");
    out
}

/// Says of recordings in which something was only counted that it is not in the picture, and how long they took.
fn counted(recordings: &[&Recording], titles: &[String]) -> String {
    if recordings.iter().all(|recording| recording.more.is_empty()) {
        return String::new();
    }
    let mut out = String::from(
        "<p class=\"timeline-note\">What happened very often is drawn a few times and then only counted: a lane may be blank though its thread works.",
    );
    // Where that is more than what differs from run to run.
    let slower: Vec<String> = titles
        .iter()
        .zip(recordings)
        .filter(|(_, r)| !r.more.is_empty() && r.elapsed * 2 > r.plain * 3)
        .map(|(title, r)| {
            format!(
                "{} {} ({})",
                escape(title),
                duration(r.elapsed),
                duration(r.plain)
            )
        })
        .collect();
    if !slower.is_empty() {
        let _ = write!(
            out,
            " To count takes time; in brackets, what the program took without: {}.",
            listed(slower.into_iter())
        );
    }
    out.push_str("</p>\n");
    out
}

/// What was only counted, as an item of a list.
fn counted_in_words(recording: &Recording) -> String {
    let number = |n: u64| {
        let digits = n.to_string();
        let groups = digits.as_bytes().rchunks(3).rev();
        let groups: Vec<_> = groups.map(String::from_utf8_lossy).collect();
        groups.join(",")
    };
    let mut most: Vec<_> = recording.more.iter().collect();
    most.sort_by_key(|more| std::cmp::Reverse(more.frames + more.polls + more.lines));
    let of = most.into_iter().map(|more| {
        let counts = [
            (more.frames, "calls"),
            (more.polls, "polls"),
            (more.lines, "lines"),
        ];
        let counts = counts.into_iter().filter(|(n, _)| *n > 0);
        let counts = counts.map(|(n, what)| format!("{} {what}", number(n)));
        format!("{} in {} (line {})", listed(counts), more.name, more.line)
    });
    format!("<li>Only counted: {}.</li>\n", escape(&some(of)))
}

/// What a recording says, in sentences.
fn words(recording: &Recording, run: &Run, title: &str) -> String {
    let threads = match run.threads.len() {
        1 => "one thread".to_string(),
        n => format!("{n} threads"),
    };
    let mut out = format!(
        "<li><strong>{}</strong> took {} on {threads} and ended with {}.\n<ul>\n",
        escape(title),
        duration(recording.elapsed),
        escape(&recording.exit.to_string()),
    );
    let lanes = lanes(run.threads.len());
    for thread in 0..lanes {
        let mut sum = Spent::default();
        let mut cut_off = false;
        let mut frames: Vec<usize> = Vec::new();
        let (mut from, mut to) = (u64::MAX, 0);
        for stretch in run
            .stretches
            .iter()
            .filter(|stretch| stretch.thread == thread)
        {
            match stretch.spent {
                // The outermost stretches include all others.
                Some(spent) if stretch.depth == 0 => {
                    sum.wall += spent.wall;
                    sum.cpu += spent.cpu;
                    sum.queued += spent.queued;
                }
                Some(_) => {}
                None => cut_off = true,
            }
            if !frames.contains(&stretch.frame) {
                frames.push(stretch.frame);
            }
            from = from.min(stretch.start);
            to = to.max(stretch.end);
        }
        if frames.is_empty() {
            continue;
        }
        let _ = writeln!(
            out,
            "<li>Thread {} ran {} between {} and {}: {}.</li>",
            escape(&run.threads[thread]),
            escape(&some(frames.iter().map(|&frame| run.names[frame].clone()))),
            duration(from),
            duration(to),
            spent(sum, cut_off),
        );
    }
    if run.threads.len() > lanes {
        let _ = writeln!(
            out,
            "<li>{} more threads ran.</li>",
            run.threads.len() - lanes
        );
    }
    if !recording.more.is_empty() {
        out.push_str(&counted_in_words(recording));
    }
    out.push_str(&waits_in_words(run, recording.elapsed));
    out.push_str("</ul></li>\n");
    out
}

fn spent(sum: Spent, cut_off: bool) -> String {
    if cut_off {
        return "it was still going when the run ended, so what it spent was not measured".into();
    }
    let mut out = format!(
        "computing {}, blocked {}",
        duration(sum.cpu),
        duration(sum.blocked())
    );
    if sum.queued > sum.wall / 50 {
        let _ = write!(out, ", ready without a core {}", duration(sum.queued));
    }
    out
}

fn waits_in_words(run: &Run, elapsed: u64) -> String {
    // Waits that begin and end within a hundredth of the run of one another belong into one sentence.
    let near = |one: u64, other: u64| one.abs_diff(other) <= elapsed / 100;
    let mut groups: Vec<(&Wait, Vec<usize>)> = Vec::new();
    for wait in run.own_waits() {
        let like = |group: &&mut (&Wait, Vec<usize>)| {
            let first = group.0;
            let together = near(first.start, wait.start) && near(first.end, wait.end);
            together && first.dropped == wait.dropped
        };
        match groups.iter_mut().find(like) {
            Some(group) => group.1.push(wait.frame),
            None => groups.push((wait, vec![wait.frame])),
        }
    }
    let mut out = String::new();
    for (first, frames) in groups.iter().take(ROWS) {
        let (from, to) = (about_moment(first.start), about_moment(first.end));
        let waiting = match frames.len() {
            1 => "waits",
            _ => "wait together",
        };
        let _ = writeln!(
            out,
            "<li>{} {waiting}, without a thread, from {from} to {to}{}.</li>",
            escape(&some(frames.iter().map(|&frame| run.names[frame].clone()))),
            match (first.dropped, frames.len()) {
                (false, _) => "",
                (true, 1) => ", and is dropped there",
                (true, _) => ", and are dropped there",
            },
        );
    }
    if groups.len() > ROWS {
        let more: usize = groups[ROWS..].iter().map(|group| group.1.len()).sum();
        let _ = writeln!(out, "<li>{more} more waits follow.</li>");
    }
    out
}

/// A moment in a sentence, to the hundredth of a second or, within the first, to the millisecond.
fn about_moment(us: u64) -> String {
    if us >= 1_000_000 {
        format!("{:.2} s", us as f64 / 1e6)
    } else {
        format!("{} ms", us / 1000)
    }
}

/// The first five of some names, and how many more there are.
fn some(names: impl ExactSizeIterator<Item = String>) -> String {
    let more = names.len().saturating_sub(5);
    let mut shown: Vec<String> = names.take(5).collect();
    if more > 0 {
        shown.push(format!("{more} more"));
    }
    listed(shown.into_iter())
}

/// `a`, `a and b`, `a, b and c`.
fn listed(items: impl Iterator<Item = String>) -> String {
    let mut items: Vec<String> = items.collect();
    match items.pop() {
        None => String::new(),
        Some(last) if items.is_empty() => last,
        Some(last) => format!("{} and {last}", items.join(", ")),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
