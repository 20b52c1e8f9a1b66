//! A column of a measurement as a chart: which points it has, and along what they lie.

use listing::did_you_mean;
use listing::measured::{Measured, Spread};
use std::collections::BTreeMap;
use std::ops::Range;

/// One column of a measurement, to be drawn with a series per model.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// What is measured, with its unit: `Peak memory (MiB)`.
    pub title: String,
    /// What the points lie along: `Clients`, or `Pictures: 12, n at once` where `n` is the number that changes.
    pub along: String,
    /// Of the numbers along which the points lie; `None` where they lie along cases.
    pub x: Option<Scale>,
    pub y: Scale,
    /// The cases in their order, by the number in their title, or by the title.
    pub cases: Vec<Case>,
    pub series: Vec<Series>,
}

/// Where a number is on an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    Linear,
    /// Each step of the same length is ten times as much.
    Log,
}

/// A place along the chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// As the measurement calls it.
    pub title: String,
    /// What the axis says of it: `1,000`, or the whole title.
    pub label: String,
    /// The number in its title; its place among the cases, from 0, where they have none.
    pub number: f64,
}

/// What was measured of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    pub model: String,
    pub points: Vec<Point>,
}

/// What was measured of a model in one case.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The place in [`Chart::cases`].
    pub case: usize,
    pub value: Spread,
    /// Computed from another case, not measured.
    pub computed: bool,
}

/// A message, and what to do.
type Wrong = (String, String);

impl Chart {
    /// The `column` of `measured`; `x` and `y` say `log`, `linear` or nothing, which is linear.
    ///
    /// # Errors
    /// There is no such column, it has no numbers, or an axis can't be as it should.
    pub fn of(
        measured: &Measured,
        column: &str,
        x: Option<&str>,
        y: Option<&str>,
    ) -> Result<Chart, Wrong> {
        let columns = || measured.columns.iter().map(|c| c.name.as_str());
        let Some(of_column) = measured.columns.iter().find(|c| c.name == column) else {
            let text = column == "model" || column.eq_ignore_ascii_case(&measured.heading);
            let message = match text {
                true => format!("the column `{column}` is not a number"),
                false => format!("no column is called `{column}`"),
            };
            return Err((message, did_you_mean(column, columns())));
        };
        let (x, y) = (scale("x", x)?, scale("y", y)?);
        let titles = titles(measured);
        let numbered = numbered(&titles);
        let is_numbered = numbered.is_some();
        let (along, cases) = match numbered {
            Some((pattern, cases)) if pattern == "n" => (measured.heading.clone(), cases),
            Some((pattern, cases)) => (format!("{}: {pattern}", measured.heading), cases),
            None => (measured.heading.clone(), named(&titles)),
        };
        let series = series(measured, column, &cases);
        let values = || series.iter().flat_map(|s| &s.points).map(|p| p.value.least);
        if values().next().is_none() {
            let help = "choose another column, or measure it again";
            return Err((format!("the column `{column}` has no number"), help.into()));
        }
        if x == Some(Scale::Log) && !is_numbered {
            let message =
                "`x=\"log\"` needs one number that differs from title to title of the cases"
                    .to_owned();
            return Err((message, format!("there are: {}", titles.join("; "))));
        }
        let positive = |mut numbers: Box<dyn Iterator<Item = f64> + '_>| numbers.all(|n| n > 0.0);
        let wrong_log = |axis: &str| {
            (
                format!("`{axis}=\"log\"` has no place for 0"),
                format!("leave {axis}= out"),
            )
        };
        if x == Some(Scale::Log) && !positive(Box::new(cases.iter().map(|case| case.number))) {
            return Err(wrong_log("x"));
        }
        if y == Some(Scale::Log) && !positive(Box::new(values())) {
            return Err(wrong_log("y"));
        }
        Ok(Chart {
            title: of_column.title(),
            along,
            x: is_numbered.then_some(x.unwrap_or(Scale::Linear)),
            y: y.unwrap_or(Scale::Linear),
            cases,
            series,
        })
    }
}

fn scale(axis: &str, said: Option<&str>) -> Result<Option<Scale>, Wrong> {
    match said {
        None => Ok(None),
        Some("linear") => Ok(Some(Scale::Linear)),
        Some("log") => Ok(Some(Scale::Log)),
        Some(other) => Err((
            format!("no axis is `{axis}=\"{other}\"`"),
            did_you_mean(other, ["linear", "log"].into_iter()),
        )),
    }
}

/// The titles of the cases, each once, in their order.
fn titles(measured: &Measured) -> Vec<&str> {
    let mut titles: Vec<&str> = Vec::new();
    for row in &measured.rows {
        if !titles.contains(&row.case.as_str()) {
            titles.push(&row.case);
        }
    }
    titles
}

/// Cases by their titles.
fn named(titles: &[&str]) -> Vec<Case> {
    let cases = titles.iter().enumerate();
    cases
        .map(|(place, title)| Case {
            title: (*title).to_owned(),
            label: (*title).to_owned(),
            number: place as f64,
        })
        .collect()
}

/// The cases whose titles differ in one number alone, by this number, and their common title with `n` in its place. `None`
/// where there is not one largest set of such cases, or where a title has no number.
fn numbered(titles: &[&str]) -> Option<(String, Vec<Case>)> {
    let mut sets: BTreeMap<String, (String, Vec<Case>)> = BTreeMap::new();
    for title in titles {
        let numbers = numbers(title);
        if numbers.is_empty() {
            return None;
        }
        for (range, number) in numbers {
            let pattern = format!("{}n{}", &title[..range.start], &title[range.end..]);
            // `1 core` and `2 cores` are of one set.
            let words: Vec<&str> = pattern
                .split(' ')
                .map(|word| word.trim_end_matches('s'))
                .collect();
            let set = sets.entry(words.join(" ")).or_default();
            set.0 = pattern;
            set.1.push(Case {
                title: (*title).to_owned(),
                label: title[range].to_owned(),
                number,
            });
        }
    }
    let most = sets.values().map(|(_, cases)| cases.len()).max()?;
    let mut largest = sets.into_values().filter(|(_, cases)| cases.len() == most);
    let (pattern, mut cases) = largest.next().filter(|_| most > 1)?;
    if largest.next().is_some() {
        return None;
    }
    cases.sort_by(|a, b| a.number.total_cmp(&b.number));
    Some((pattern, cases))
}

/// The numbers in a title, `10,000 of 0.1 s`, with their bytes.
fn numbers(title: &str) -> Vec<(Range<usize>, f64)> {
    let mut numbers = Vec::new();
    let mut at = 0;
    while let Some(start) = title[at..].find(|c: char| c.is_ascii_digit()) {
        let start = at + start;
        let digit = |at: usize| title.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
        let mut end = start;
        // A comma or a point belongs to the number if a digit follows it.
        while digit(end)
            || (matches!(title.as_bytes().get(end), Some(b',' | b'.')) && digit(end + 1))
        {
            end += 1;
        }
        if let Ok(number) = title[start..end].replace(',', "").parse() {
            numbers.push((start..end, number));
        }
        at = end;
    }
    numbers
}

/// A point for each row that has a number, in the series of its model.
fn series(measured: &Measured, column: &str, cases: &[Case]) -> Vec<Series> {
    let mut series: Vec<Series> = Vec::new();
    for row in &measured.rows {
        let case = cases.iter().position(|case| case.title == row.case);
        let (Some(case), Some(value)) = (case, row.values.get(column)) else {
            continue;
        };
        let point = Point {
            case,
            value: *value,
            computed: row.computed.is_some(),
        };
        match series.iter_mut().find(|s| s.model == row.model) {
            Some(of_model) => of_model.points.push(point),
            None => series.push(Series {
                model: row.model.clone(),
                points: vec![point],
            }),
        }
    }
    series
}

#[cfg(test)]
mod tests {
    use super::*;
    use listing::measured::{Column, Machine, Row};

    fn measured(titles: &[&str]) -> Measured {
        let row = |title: &&str| Row {
            case: (*title).to_owned(),
            model: "sync".into(),
            runs: 1,
            values: [(
                "elapsed".to_owned(),
                Spread {
                    median: 2.0,
                    least: 1.0,
                    most: 3.0,
                },
            )]
            .into(),
            computed: None,
            reported: Vec::new(),
        };
        let column = |name: &str| Column {
            name: name.into(),
            unit: "s".into(),
        };
        Measured {
            machine: Machine {
                cpu: String::new(),
                cores: 1,
                memory: 0,
                system: String::new(),
            },
            rust: String::new(),
            crates: BTreeMap::new(),
            listings: BTreeMap::new(),
            heading: "Clients".into(),
            columns: vec![column("elapsed"), column("memory")],
            rows: titles.iter().map(row).collect(),
        }
    }

    fn chart(titles: &[&str]) -> (String, bool, Vec<String>) {
        let chart = Chart::of(&measured(titles), "elapsed", None, None).unwrap();
        let labels = chart.cases.iter().map(|case| case.label.clone()).collect();
        (chart.along, chart.x.is_some(), labels)
    }

    #[test]
    fn the_number_that_differs_is_what_a_chart_lies_along() {
        let of = |along: &str, numbers: bool, labels: &[&str]| {
            (
                along.to_owned(),
                numbers,
                labels.iter().map(|l| (*l).to_owned()).collect(),
            )
        };
        assert_eq!(
            chart(&["1,000", "20"]),
            of("Clients", true, &["20", "1,000"])
        );
        assert_eq!(
            chart(&["1 core", "2 cores"]),
            of("Clients: n cores", true, &["1", "2"])
        );
        assert_eq!(
            chart(&["10 of 0.1 s", "10 of 1 s", "1,000 of 1 s", "100 of 1 s"]),
            of("Clients: n of 1 s", true, &["10", "100", "1,000"])
        );
        assert_eq!(
            chart(&["12, 1 each", "12, 4 each", "9, 2 each"]),
            of("Clients: 12, n each", true, &["1", "4"])
        );
        // Two sets of the same size, or a title without a number.
        let two = ["a, 1 core", "a, 2 cores", "b, 1 core", "b, 2 cores"];
        assert_eq!(chart(&two), of("Clients", false, &two));
        assert_eq!(
            chart(&["none", "20", "30"]),
            of("Clients", false, &["none", "20", "30"])
        );
    }

    #[test]
    fn what_can_not_be_drawn_is_told() {
        let of = |column: &str, x, y| {
            Chart::of(&measured(&["no wait", "100 ms"]), column, x, y).unwrap_err()
        };
        assert_eq!(
            of("model", None, None).0,
            "the column `model` is not a number"
        );
        assert_eq!(
            of("clients", None, None).0,
            "the column `clients` is not a number"
        );
        let (message, help) = of("elapse", None, None);
        assert_eq!(message, "no column is called `elapse`");
        assert!(help.starts_with("did you mean `elapsed`?"), "{help}");
        assert_eq!(
            of("memory", None, None).0,
            "the column `memory` has no number"
        );
        assert!(
            of("elapsed", Some("log"), None)
                .0
                .starts_with("`x=\"log\"` needs one number")
        );
        assert_eq!(
            of("elapsed", None, Some("logg")).0,
            "no axis is `y=\"logg\"`"
        );
        let zero = measured(&["0 ms", "100 ms"]);
        assert_eq!(
            Chart::of(&zero, "elapsed", Some("log"), None)
                .unwrap_err()
                .0,
            "`x=\"log\"` has no place for 0"
        );
    }
}
