//! Charts: the columns of a measurement, drawn beside its table, which has the same numbers as text.
//!
//! A chart is as wide as the page: places along it are percentages, heights are pixels and text has a fixed size, so that it
//! reads the same on a phone. Colours are classes, styled by `theme/chart.css`; a model has a shape too.

use crate::text::{attribute, escape};
use expand::Book;
use expand::chart::{Chart, Point, Scale, Series};
use listing::measured::number;
use std::fmt::Write;

/// In pixels: the plot, and what is free above it for the label of the highest line.
const HEIGHT: f64 = 200.0;
const ABOVE: f64 = 18.0;
/// One line of text below the plot.
const LINE: f64 = 16.0;
/// Where the first case and the last are, in percent of the width. Before the first are the labels of the lines.
const FIRST: f64 = 18.0;
const LAST: f64 = 93.0;
/// How far two labels of numbers along the chart must be apart, in percent: 50 of 350 pixels.
const APART: f64 = 14.0;
/// How far apart the series are drawn that have the same place, in pixels.
const BESIDE: f64 = 5.0;

/// How far a shape reaches from its middle, in pixels.
const SIZE: f64 = 4.0;

/// The shape of each series, around 0, as the data of a path.
const SHAPES: [&str; 6] = [
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
    "M-4-4h8v8h-8z",
    "M0-5L5 4H-5z",
    "M0-5.5L5.5 0L0 5.5L-5.5 0z",
    "M0 5L5-4H-5z",
    "M-5-2h3v-3h4v3h3v4h-3v3h-4v-3h-3z",
];

/// The models that have a shape and a colour of their own on every page; others get those that are left.
const MODELS: [&str; 4] = ["sync", "threads", "tokio", "async-std"];

/// Draws the charts that an expanded page asks for, `<!-- chart sleepers memory log log -->`.
pub fn draw(book: &Book, markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some((before, after)) = rest.split_once("<!-- chart ") {
        let Some((asked, after)) = after.split_once(" -->") else {
            break;
        };
        out.push_str(before);
        rest = after;
        let words: Vec<&str> = asked.split(' ').collect();
        if let [program, column, x, y] = words[..]
            && let Some(measured) = book.programs.get(program).and_then(|p| p.measured.as_ref())
            && let Ok(chart) = Chart::of(measured, column, Some(x), Some(y))
        {
            out.push_str(&figure(&chart));
        }
    }
    out + rest
}

/// One `<figure class="chart">` without empty lines, so that it can be in Markdown.
fn figure(chart: &Chart) -> String {
    let axes = Axes::of(chart);
    let labels = labels(chart);
    let rows = labels.iter().map(|(_, lines)| lines.len()).max();
    let height = ABOVE + HEIGHT + LINE * (rows.unwrap_or(1) + 1) as f64;
    let log = match chart.y {
        Scale::Log => ", on a log scale",
        Scale::Linear => "",
    };
    let mut out = format!(
        "<figure class=\"chart\"><figcaption>{}{log}</figcaption>\n<svg width=\"100%\" height=\"{height}\" role=\"img\" \
         aria-label=\"Chart of {} by {}. The table has its numbers.\">\n",
        escape(&chart.title),
        attribute(&chart.title),
        attribute(&chart.along),
    );
    grid(&mut out, &axes);
    for (x, lines) in &labels {
        for (n, line) in lines.iter().enumerate() {
            let y = ABOVE + HEIGHT + LINE * (n + 1) as f64;
            let _ = writeln!(
                out,
                "<text class=\"along\" x=\"{x:.1}%\" y=\"{y}\">{}</text>",
                escape(line)
            );
        }
    }
    let _ = writeln!(
        out,
        "<text class=\"along\" x=\"50%\" y=\"{}\">{}</text>",
        height - 3.0,
        escape(&chart.along)
    );
    let series: Vec<(usize, &Series)> = looks(chart);
    for (place, (look, series)) in series.iter().enumerate() {
        let beside = (place as f64 - (chart.series.len() - 1) as f64 / 2.0) * BESIDE;
        let _ = writeln!(
            out,
            "<g class=\"series-{look}\" transform=\"translate({beside} 0)\">"
        );
        draw_series(&mut out, chart, &axes, series, SHAPES[*look - 1]);
        out.push_str("</g>\n");
    }
    out.push_str("</svg>\n");
    legend(&mut out, &axes, &series);
    out.push_str("</figure>");
    out
}

/// The number, from 1, of the shape and colour of each series.
fn looks(chart: &Chart) -> Vec<(usize, &Series)> {
    let mut left = MODELS.len();
    let series = chart.series.iter();
    series
        .map(|series| {
            let own = MODELS.iter().position(|model| *model == series.model);
            let look = own.unwrap_or_else(|| {
                left += 1;
                (left - 1).min(SHAPES.len() - 1)
            });
            (look + 1, series)
        })
        .collect()
}

/// The lines across, each with its number above it.
fn grid(out: &mut String, axes: &Axes) {
    for line in &axes.lines {
        let (y, label) = (axes.y(*line), number(*line));
        // As exact as it must be: 0.5, not 0.500.
        let label = match label.contains('.') {
            true => label.trim_end_matches('0').trim_end_matches('.'),
            false => &label,
        };
        let _ = writeln!(
            out,
            "<line class=\"across\" x1=\"0\" x2=\"100%\" y1=\"{y:.1}\" y2=\"{y:.1}\"/><text x=\"0\" y=\"{:.1}\">{label}</text>",
            y - 4.0
        );
    }
}

/// The points of one model, with a line from each to the next where they lie along numbers.
fn draw_series(out: &mut String, chart: &Chart, axes: &Axes, series: &Series, shape: &str) {
    let mut points: Vec<&Point> = series.points.iter().collect();
    points.sort_by_key(|point| point.case);
    for pair in points.windows(2).filter(|_| chart.x.is_some()) {
        let [from, to] = [pair[0], pair[1]].map(|p| (axes.x(p.case), axes.y(p.value.median)));
        let _ = writeln!(
            out,
            "<line x1=\"{:.1}%\" y1=\"{:.1}\" x2=\"{:.1}%\" y2=\"{:.1}\"/>",
            from.0, from.1, to.0, to.1
        );
    }
    for point in points {
        let (x, y) = (axes.x(point.case), axes.y(point.value.median));
        let range = match axes.range(point) {
            Some((most, least)) => {
                let (most, least) = (most - y, least - y);
                format!("<path class=\"range\" d=\"M0 {most:.1}V{least:.1}\"/>")
            }
            None => String::new(),
        };
        let hollow = if point.computed {
            " class=\"hollow\""
        } else {
            ""
        };
        let _ = writeln!(
            out,
            "<svg x=\"{x:.1}%\" y=\"{y:.1}\" overflow=\"visible\">{range}<path{hollow} d=\"{shape}\"/></svg>"
        );
    }
}

/// What is written below the cases, line by line, with the place in percent.
fn labels(chart: &Chart) -> Vec<(f64, Vec<String>)> {
    let axes = Axes::of(chart);
    let mut labels: Vec<(f64, Vec<String>)> = Vec::new();
    for (case, of_case) in chart.cases.iter().enumerate() {
        let x = axes.x(case);
        let lines = match chart.x {
            Some(_) => vec![of_case.label.clone()],
            None => broken(&of_case.label, 60 / chart.cases.len().max(4)),
        };
        let near = labels.last().is_some_and(|(before, _)| x - before < APART);
        if chart.x.is_none() || !near {
            labels.push((x, lines));
        }
    }
    labels
}

/// `text` on lines of so many characters, or of one word each where a word is longer.
fn broken(text: &str, length: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= length => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Where numbers are in the drawing.
struct Axes {
    /// The place of each case, in percent.
    places: Vec<f64>,
    /// The numbers that have a line across: from the lowest to the highest that the plot shows.
    lines: Vec<f64>,
    scale: Scale,
}

impl Axes {
    fn of(chart: &Chart) -> Axes {
        let numbers: Vec<f64> = chart.cases.iter().map(|case| case.number).collect();
        let (first, last) = (numbers[0], numbers[numbers.len() - 1]);
        let along = chart.x.unwrap_or(Scale::Linear);
        let place = |number: &f64| match first < last {
            true => FIRST + (LAST - FIRST) * part(along, *number, first, last),
            false => (FIRST + LAST) / 2.0,
        };
        Axes {
            places: numbers.iter().map(place).collect(),
            lines: lines(chart),
            scale: chart.y,
        }
    }

    fn x(&self, case: usize) -> f64 {
        self.places[case]
    }

    fn y(&self, value: f64) -> f64 {
        let (low, high) = (self.lines[0], self.lines[self.lines.len() - 1]);
        ABOVE + HEIGHT * (1.0 - part(self.scale, value, low, high))
    }

    /// Where the most and the least of a point are; `None` where its shape hides both.
    fn range(&self, point: &Point) -> Option<(f64, f64)> {
        let (most, least) = (self.y(point.value.most), self.y(point.value.least));
        (least - most > 2.0 * SIZE).then_some((most, least))
    }
}

/// Which part of the way from `low` to `high` it is to `value`.
fn part(scale: Scale, value: f64, low: f64, high: f64) -> f64 {
    match scale {
        Scale::Linear => (value - low) / (high - low),
        Scale::Log => (value / low).ln() / (high / low).ln(),
    }
}

/// From below the least value to above the most: from 0 in four or five steps that are round, or in powers of ten.
fn lines(chart: &Chart) -> Vec<f64> {
    let values = || chart.series.iter().flat_map(|s| &s.points).map(|p| p.value);
    let least = values().map(|v| v.least).fold(f64::INFINITY, f64::min);
    let most = values().map(|v| v.most).fold(0.0, f64::max);
    match chart.y {
        Scale::Log => {
            let (low, high) = (least.log10().floor() as i32, most.log10().ceil() as i32);
            (low..=high.max(low + 1))
                .map(|power| 10f64.powi(power))
                .collect()
        }
        Scale::Linear if most > 0.0 => {
            let power = 10f64.powf((most / 4.0).log10().floor());
            let step = [1.0, 2.0, 2.5, 5.0, 10.0].map(|n| n * power);
            let step = step.into_iter().find(|step| step * 4.0 >= most);
            let step = step.unwrap_or(10.0 * power);
            let steps = (most / step).ceil() as u32;
            (0..=steps).map(|n| f64::from(n) * step).collect()
        }
        Scale::Linear => vec![0.0, 1.0],
    }
}

fn legend(out: &mut String, axes: &Axes, series: &[(usize, &Series)]) {
    out.push_str("<ul class=\"chart-legend\">");
    for (look, series) in series {
        let _ = write!(
            out,
            "<li><svg class=\"series-{look}\" width=\"14\" height=\"14\" viewBox=\"-7 -7 14 14\" aria-hidden=\"true\"><path d=\"{}\"/></svg> {}</li>",
            SHAPES[*look - 1],
            escape(&series.model)
        );
    }
    let points = || series.iter().flat_map(|(_, series)| &series.points);
    if points().any(|point| point.computed) {
        out.push_str("<li><span class=\"hollow\">hollow</span>: computed</li>");
    }
    if points().any(|point| axes.range(point).is_some()) {
        out.push_str("<li>upright lines: from the least to the most</li>");
    }
    out.push_str("</ul>\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use expand::chart::Case;
    use listing::measured::Spread;

    fn chart(numbers: &[f64], values: &[f64], x: Option<Scale>, y: Scale) -> Chart {
        let cases = numbers.iter().map(|number| Case {
            title: format!("{number} clients"),
            label: number.to_string(),
            number: *number,
        });
        let points = values.iter().enumerate().map(|(case, value)| Point {
            case,
            value: Spread {
                median: *value,
                least: value / 2.0,
                most: value * 2.0,
            },
            computed: case == 0,
        });
        let points: Vec<Point> = points.collect();
        let series = |model: &str| Series {
            model: model.to_owned(),
            points: points.clone(),
        };
        Chart {
            title: "Time (s)".to_owned(),
            along: "Clients <all>".to_owned(),
            x,
            y,
            cases: cases.collect(),
            series: vec![series("tokio"), series("rayon")],
        }
    }

    #[test]
    fn the_lines_across_are_round_and_hold_all_values() {
        let of =
            |values: &[f64], y| lines(&chart(&[1.0, 2.0, 3.0][..values.len()], values, None, y));
        assert_eq!(of(&[1.0, 3.9], Scale::Linear), [0.0, 2.0, 4.0, 6.0, 8.0]);
        assert_eq!(of(&[0.1, 0.55], Scale::Linear), [0.0, 0.5, 1.0, 1.5]);
        assert_eq!(of(&[0.0], Scale::Linear), [0.0, 1.0]);
        assert_eq!(of(&[2.0, 300.0], Scale::Log), [1.0, 10.0, 100.0, 1000.0]);
    }

    #[test]
    fn places_follow_the_numbers_and_their_scale() {
        let place =
            |x| Axes::of(&chart(&[10.0, 100.0, 1000.0], &[1.0; 3], x, Scale::Linear)).places;
        assert_eq!(place(Some(Scale::Log)), [18.0, 55.5, 93.0]);
        let linear = place(Some(Scale::Linear));
        assert!(linear[1] < 26.0 && linear[2] == 93.0, "{linear:?}");
        assert_eq!(
            Axes::of(&chart(&[7.0], &[1.0], None, Scale::Linear)).places,
            [55.5]
        );
    }

    #[test]
    fn a_figure_has_its_series_their_ranges_and_what_is_computed_in_one_block_of_html() {
        let figure = figure(&chart(
            &[10.0, 1000.0],
            &[1.0, 20.0],
            Some(Scale::Log),
            Scale::Log,
        ));
        assert!(!figure.contains("\n\n"), "{figure}");
        for part in [
            "<figcaption>Time (s), on a log scale</figcaption>",
            "aria-label=\"Chart of Time (s) by Clients &lt;all&gt;. The table has its numbers.\"",
            "<g class=\"series-3\" transform=\"translate(-2.5 0)\">",
            "<g class=\"series-5\" transform=\"translate(2.5 0)\">",
            "class=\"range\"",
            "class=\"hollow\"",
            "> tokio</li>",
            ">1000</text>",
        ] {
            assert!(figure.contains(part), "{part}: {figure}");
        }
        assert_eq!(figure.matches("<line x1=\"18.0%\"").count(), 2, "{figure}");
        // Cases have no order that a line could follow.
        let cases = super::figure(&chart(&[0.0, 1.0], &[1.0, 20.0], None, Scale::Linear));
        assert!(!cases.contains("<line x1=\"18"), "{cases}");
    }

    #[test]
    fn long_titles_are_broken_into_lines() {
        assert_eq!(
            broken("100 ms a file, 1 core", 12),
            ["100 ms a", "file, 1 core"]
        );
    }
}
