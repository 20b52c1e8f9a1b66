//! Timelines: a picture of what really happened, drawn from recordings.
//!
//! Several recordings are drawn below each other on one time axis. The picture is as wide as the page lets it be: times
//! are percentages of the width and text has a fixed size, so that a phone shows it as well. Colours and patterns are
//! classes, whose look `theme/timeline.css` gives.
//!
//! A recording becomes [`Intervals`]. `axis` turns times into places, `lanes` draws the threads with `pins` for what is too
//! short, `waiting` the futures that have no thread, `legend` explains the marks that were used, and `words` says
//! the same without a picture. `sizes` has what all of them measure in.

mod axis;
mod intervals;
mod lanes;
mod legend;
mod pins;
mod sizes;
mod waiting;
mod words;

use super::replay;
use crate::parts::Parts;
use crate::recording::Recording;
use crate::text::duration;
use axis::Axis;
use expand::{Book, Listing};
use intervals::{Colours, Intervals};
use lanes::Picture;
use legend::Seen;
use listing::{Error, Errors};
use std::hash::Hash;
use std::time::SystemTime;
use svg::node::element::{Circle, Definitions, Pattern, Rectangle, SVG, Title};
use words::listed;

/// Draws the timelines that an expanded page asks for, `<!-- timeline count/sync count/tokio -->`, and writes
/// what their replays load. It takes from `parts` what the page had before. A listing that was not recorded has no timeline.
///
/// # Errors
/// A recording that can't be read, or replay data that can't be written.
pub fn draw(book: &Book, markdown: &str, parts: &mut Parts) -> Result<String, Errors> {
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
        let recorded = recorded(book, asked);
        if recorded.is_empty() {
            continue;
        }
        figures += 1;
        let of: Vec<_> = recorded.iter().map(Recorded::version).collect();
        let drawn = parts.part(("timeline", figures, of), || {
            let recordings = load(book, &recorded)?;
            let recordings: Vec<&Recording> = recordings.iter().collect();
            Ok(figure(&recordings, &format!("timeline-{figures}")))
        });
        match drawn {
            Ok(drawn) => out.push_str(&drawn),
            Err(Errors(wrong)) => errors.extend(wrong),
        }
    }
    out.push_str(rest);
    if errors.is_empty() {
        Ok(out)
    } else {
        Err(Errors(errors))
    }
}

/// A listing that has a recording.
struct Recorded<'book> {
    listing: &'book Listing,
    /// The recording, below the book's root.
    file: String,
    length: u64,
    changed: Option<SystemTime>,
}

impl Recorded<'_> {
    /// What its replay and its picture are made from: the listing's text, and the file of the recording as it is now.
    fn version(&self) -> impl Hash {
        let source = self.listing.source.clone();
        (self.file.clone(), self.length, self.changed, source)
    }
}

/// The listings that are `asked` for, `count/sync count/tokio`, and have a recording.
fn recorded<'book>(book: &'book Book, asked: &str) -> Vec<Recorded<'book>> {
    let ids = asked.split_whitespace().filter_map(|id| id.split_once('/'));
    let recorded = ids.filter_map(|(program, model)| {
        let listing = book.listing(program, model)?;
        let file = format!("{}/recorded/{model}.json", listing.place.folder());
        let metadata = book.root.join(&file).metadata().ok()?;
        Some(Recorded {
            listing,
            file,
            length: metadata.len(),
            changed: metadata.modified().ok(),
        })
    });
    recorded.collect()
}

/// Reads recordings, and writes what their replays load.
fn load(book: &Book, recorded: &[Recorded]) -> Result<Vec<Recording>, Errors> {
    let mut recordings = Vec::new();
    let mut errors = Vec::new();
    for Recorded { listing, file, .. } in recorded {
        let (program, model) = (&listing.program, &listing.model);
        match Recording::load(&book.root.join(file)) {
            Ok(recording) => {
                if let Err(error) = replay::write(&book.root, &recording, &listing.source) {
                    let message = format!("its replay can't be written: {error:#}");
                    let help = format!("make {} writable", replay::FOLDER);
                    errors.push(Error::new(file, 0, message, help));
                }
                recordings.push(recording);
            }
            Err(error) => {
                let help =
                    format!("record it again: cargo run -- record {program} --model {model}");
                errors.push(Error::new(file, 0, error.to_string(), help));
            }
        }
    }
    if errors.is_empty() {
        Ok(recordings)
    } else {
        Err(Errors(errors))
    }
}

/// Draws recordings below each other on one axis. `id` is the prefix of all ids in the figure, and unique on its page.
///
/// Returns one `<figure class="timeline">` without blank lines, which would end it in Markdown.
pub fn figure(recordings: &[&Recording], id: &str) -> String {
    let intervals: Vec<Intervals> = recordings.iter().map(|r| Intervals::of(r)).collect();
    let titles = titles(recordings);
    let (svg, seen) = drawing(recordings, &intervals, &titles, id);
    let replays: Vec<String> = recordings.iter().map(|r| replay::id(r)).collect();
    let mut out = format!(
        "<figure class=\"timeline\" id=\"{id}\" data-replays=\"{}\">\n{svg}\n",
        replays.join(" ")
    );
    out.push_str(&legend::legend(&seen, id));
    out.push_str(&words::note_on_counted(recordings, &titles));
    out.push_str(
        "<details class=\"timeline-words\">\n<summary>The same in words</summary>\n<ul>\n",
    );
    for ((recording, intervals), title) in recordings.iter().zip(&intervals).zip(&titles) {
        out.push_str(&words::words(recording, intervals, title));
    }
    out.push_str("</ul>\n</details>\n</figure>");
    out
}

/// The timeline of one recording without legend and words, as an `<svg>` whose width is the run's whole time. `id` is the
/// prefix of all ids in it.
pub fn picture(recording: &Recording, id: &str) -> String {
    let recordings = [recording];
    let intervals = [Intervals::of(recording)];
    let (svg, _) = drawing(&recordings, &intervals, &titles(&recordings), id);
    svg.to_string()
}

/// The number of the colour of each frame, as [`picture`] gives them.
pub fn colours(recording: &Recording) -> Vec<usize> {
    let intervals = Intervals::of(recording);
    let colours = Colours::of(std::slice::from_ref(&intervals));
    let names = intervals.names.iter();
    names.map(|name| colours.number(name)).collect()
}

/// The models, or programs and models if the programs differ.
fn titles(recordings: &[&Recording]) -> Vec<String> {
    let one = recordings
        .windows(2)
        .all(|pair| pair[0].program == pair[1].program);
    let title = |recording: &&Recording| match one {
        true => recording.model.clone(),
        false => format!("{} / {}", recording.program, recording.model),
    };
    recordings.iter().map(title).collect()
}

fn drawing(
    recordings: &[&Recording],
    intervals: &[Intervals],
    titles: &[String],
    id: &str,
) -> (SVG, Seen) {
    let axis = Axis::new(recordings.iter().map(|r| r.elapsed).max().unwrap_or(0));
    let colours = Colours::of(intervals);
    let mut picture = Picture::new(id, &axis, &colours);
    for ((recording, intervals), title) in recordings.iter().zip(intervals).zip(titles) {
        picture.run(recording, intervals, title);
    }
    let (body, seen, bottom) = picture.done();
    let taken = titles.iter().zip(recordings);
    let taken = taken.map(|(title, r)| format!("{title} {}", duration(r.elapsed)));
    let title = format!("Timelines on one axis: {}", listed(taken));
    let title_id = format!("{id}-title");
    let svg = SVG::new()
        .set("role", "img")
        .set("aria-labelledby", title_id.clone())
        .set("width", "100%")
        .set("height", bottom + axis::HEIGHT)
        .add(Title::new(title).set("id", title_id))
        .add(patterns(id))
        .add(axis.draw(bottom))
        .add(body);
    (svg, seen)
}

/// The patterns of bars: hatched either way, and spotted.
fn patterns(id: &str) -> Definitions {
    let pattern = |name: &str| {
        Pattern::new()
            .set("id", format!("{id}-{name}"))
            .set("width", 6)
            .set("height", 6)
            .set("patternUnits", "userSpaceOnUse")
    };
    let gap = |width: f64| {
        let gap = Rectangle::new().set("class", "gap");
        gap.set("width", width).set("height", 6)
    };
    let spot = Circle::new().set("class", "spot");
    Definitions::new()
        .add(
            pattern("hatch")
                .set("patternTransform", "rotate(45)")
                .add(gap(3.0)),
        )
        .add(
            pattern("asleep")
                .set("patternTransform", "rotate(-45)")
                .add(gap(4.5)),
        )
        .add(pattern("spots").add(spot.set("cx", 3).set("cy", 3).set("r", 1)))
}
