//! The time axis: it turns times into places, and has marks with times.

use super::sizes::{ends_at, percent, text, text_width, vertical};
use crate::text::moment_on_axis;
use svg::node::element::{Group, Line};

/// What the axis and its labels take below the lanes, in pixels.
pub const HEIGHT: f64 = 22.0;

/// The most marks, not counting the one at 0.
const MARKS: u64 = 5;

/// The axis of all recordings of a figure.
pub struct Axis {
    /// The time that takes the whole width, in µs.
    longest: u64,
}

impl Axis {
    /// An axis on which `longest` µs take the whole width.
    pub fn new(longest: u64) -> Axis {
        Axis {
            longest: longest.max(1),
        }
    }

    /// The place of a time in µs: percent of the width.
    pub fn place(&self, time: u64) -> f64 {
        let place = 100.0 * time.min(self.longest) as f64 / self.longest as f64;
        (place * 100.0).round() / 100.0
    }

    /// What the time from `start` to `end` takes, in percent of the width.
    pub fn width(&self, start: u64, end: u64) -> f64 {
        self.place(end) - self.place(start)
    }

    /// The axis at `bottom`, with lines up through the lanes.
    pub fn draw(&self, bottom: f64) -> Group {
        let mut group = Group::new().set("class", "axis");
        let step = step(self.longest);
        // Where the next label may begin.
        let mut free = 0.0;
        for tick in (0..=self.longest / step).map(|n| n * step) {
            let (x, label) = (self.place(tick), moment_on_axis(tick, step));
            group = group.add(vertical(x, 0.0, bottom + 4.0).set("class", "tick"));
            let width = text_width(&label);
            let left = if ends_at(x) { x - width } else { x };
            if left >= free {
                group = group.add(text(x, bottom + 16.0, &label));
                free = left + width;
            }
        }
        group.add(
            Line::new()
                .set("x1", percent(0.0))
                .set("x2", percent(100.0))
                .set("y1", bottom)
                .set("y2", bottom),
        )
    }
}

/// A step of 1, 2 or 5 times a power of ten that gives at most [`MARKS`].
fn step(longest: u64) -> u64 {
    let mut power = 1;
    loop {
        for step in [power, 2 * power, 5 * power] {
            if longest / step <= MARKS {
                return step;
            }
        }
        power *= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_run_takes_the_whole_width_and_a_time_beyond_it_no_more() {
        let axis = Axis::new(3_000_000);
        assert_eq!(
            [0, 1_000_000, 3_000_000, 4_000_000].map(|t| axis.place(t)),
            [0.0, 33.33, 100.0, 100.0]
        );
        assert_eq!(Axis::new(0).place(0), 0.0);
    }

    #[test]
    fn there_are_a_few_round_marks() {
        assert_eq!(
            [4, 9, 3_000_000, 1_200_000].map(step),
            [1, 2, 1_000_000, 500_000]
        );
    }
}
