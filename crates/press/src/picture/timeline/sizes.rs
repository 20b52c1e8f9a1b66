//! Sizes in a picture: percent of the width from left to right, pixels from top to bottom; and the elements that are
//! made of them in several places.
//!
//! The narrowest picture is 350 pixels wide. What does not overlap there overlaps nowhere. `theme/timeline.css` sets the
//! font to 12 pixels, of which a character takes 7 in width.

use svg::node::element::{Line, Text};

/// What a percent of the width is in the narrowest picture, in pixels.
pub const PERCENT: f64 = 3.5;
/// What a character takes, in pixels.
pub const CHARACTER: f64 = 7.0;
/// A line of text, in pixels.
pub const TEXT: f64 = 16.0;
/// The bar of a thread, in pixels.
pub const BAR: f64 = 18.0;
/// The line of a future that waits, in pixels.
pub const WAIT: f64 = 2.5;
/// A stretch that takes less than this part of the width (in percent) is drawn as a pin.
pub const SHORT: f64 = 1.5;
/// What the shortest stretch takes of a bar, in percent, so that it is seen at all.
pub const LEAST: f64 = 0.5;
/// A text that begins at a place beyond this one, in percent, ends there instead.
const NEAR_THE_EDGE: f64 = 90.0;

/// A length or a place in percent, as an attribute.
pub fn percent(place: f64) -> String {
    format!("{}%", (place * 100.0).round() / 100.0)
}

/// What a label and the space behind it take of the narrowest picture, in percent.
pub fn text_width(label: &str) -> f64 {
    CHARACTER / PERCENT * (label.chars().count() + 1) as f64
}

/// Whether a text at `x` percent ends there.
pub fn ends_at(x: f64) -> bool {
    x > NEAR_THE_EDGE
}

/// A text that begins at `x` percent, or ends there at the right edge; `y` is its base line.
pub fn text(x: f64, y: f64, content: &str) -> Text {
    let text = Text::new(content).set("x", percent(x)).set("y", y);
    if ends_at(x) {
        text.set("text-anchor", "end")
    } else {
        text
    }
}

/// A vertical line at `x` percent.
pub fn vertical(x: f64, top: f64, bottom: f64) -> Line {
    Line::new()
        .set("x1", percent(x))
        .set("x2", percent(x))
        .set("y1", top)
        .set("y2", bottom)
}

/// What a cross takes of the narrowest picture, in percent.
pub const CROSS: f64 = 3.5;

/// A mark, in the bar or on the line whose middle is at `y`, for a stretch or a wait that something ended. At an edge it
/// is beside its place, so that the picture holds all of it.
pub fn cross(x: f64, y: f64) -> Text {
    let anchor = match x {
        x if x < CROSS / 2.0 => "start",
        x if x > 100.0 - CROSS / 2.0 => "end",
        _ => "middle",
    };
    text(x, y + 4.0, "✕")
        .set("class", "on-bar")
        .set("text-anchor", anchor)
}
