//! What a program's manifest says to measure (`[package.metadata.measure]`), and what was measured (`measured.json`).

use crate::{Error, did_you_mean};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// What `cargo run -- measure <program>` runs, and what its table shows.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// What tells the cases apart: the heading of the first column.
    pub heading: String,
    /// How often each case runs in each model; medians are shown.
    #[serde(default = "Measure::default_repeats")]
    pub repeats: usize,
    /// [`ELAPSED`], [`MEMORY`], [`THREADS`], [`SPEED_UP`], or what [`Measure::printed`] takes from the output.
    #[serde(default = "Measure::default_columns")]
    pub columns: Vec<String>,
    /// The model whose elapsed time, in its first case, the speed-up is counted from.
    pub speed_up_from: Option<String>,
    /// How long one run may take, in milliseconds; the manifest's limit for the model where absent.
    pub limit_ms: Option<u64>,
    pub cases: Vec<Case>,
    /// Numbers that the listings print themselves.
    #[serde(default)]
    pub printed: Vec<Printed>,
    /// A regular expression: lines of output that match are shown below the table.
    pub reported: Option<String>,
}

/// One thing to run, in several models.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Names it in the table; `{cores}` stands for `1 core`, `2 cores` and so on.
    pub title: String,
    /// The arguments of the listings.
    #[serde(default)]
    pub args: Vec<String>,
    /// Those that run it; all but Python where empty.
    #[serde(default)]
    pub models: Vec<String>,
    /// Whether it runs once for each number of cores: 1, 2, 4 and so on, up to all of them.
    #[serde(default)]
    pub each_core: bool,
    /// Models that do not run it: their elapsed time is computed from another case.
    #[serde(default)]
    pub computed: BTreeMap<String, Computed>,
}

/// How a time is known that was not waited for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Computed {
    /// The title of a case that the same model runs.
    pub from: String,
    /// By what its elapsed time is multiplied.
    pub times: f64,
}

/// Numbers in the output of a listing.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Printed {
    /// A regular expression with a named group for each number: `(?<latency>[\d.]+) ms`.
    pub pattern: String,
    /// The unit of each group by its name; empty for a plain number.
    pub units: BTreeMap<String, String>,
}

/// From start to end, in seconds.
pub const ELAPSED: &str = "elapsed";
/// Resident at the peak, in MiB.
pub const MEMORY: &str = "memory";
/// The highest number at one time.
pub const THREADS: &str = "threads";
/// How many times as fast as [`Measure::speed_up_from`].
pub const SPEED_UP: &str = "speed_up";

impl Measure {
    fn default_repeats() -> usize {
        5
    }

    fn default_columns() -> Vec<String> {
        [ELAPSED, MEMORY, THREADS].map(str::to_owned).to_vec()
    }

    /// The unit of `column`; `None` where there is no such column.
    pub fn unit(&self, column: &str) -> Option<&str> {
        match column {
            ELAPSED => Some("s"),
            MEMORY => Some("MiB"),
            THREADS | SPEED_UP => Some(""),
            _ => {
                let mut units = self.printed.iter().filter_map(|p| p.units.get(column));
                units.next().map(String::as_str)
            }
        }
    }

    /// What is wrong with it, and what to do; the program has these models.
    pub fn check(&self, models: &[&str]) -> Result<(), (String, String)> {
        let wrong = |message: String, help: &str| Err((message, help.to_owned()));
        if self.cases.is_empty() || self.repeats == 0 {
            return wrong(
                "nothing is measured".into(),
                "add [[package.metadata.measure.cases]], and let `repeats` be 1 or more",
            );
        }
        if let Some(column) = self.columns.iter().find(|c| self.unit(c).is_none()) {
            let printed = self.printed.iter().flat_map(|p| p.units.keys());
            let exist = [ELAPSED, MEMORY, THREADS, SPEED_UP].into_iter();
            return Err((
                format!("no column is called `{column}`"),
                did_you_mean(column, exist.chain(printed.map(String::as_str))),
            ));
        }
        if self.columns.iter().any(|c| c == SPEED_UP) && self.speed_up_from.is_none() {
            return wrong(
                "a speed-up over what?".into(),
                "name the model: speed_up_from = \"sync\"",
            );
        }
        let named = self.cases.iter().flat_map(|case| {
            let computed = case.computed.keys();
            case.models.iter().chain(computed)
        });
        if let Some(model) = named
            .chain(&self.speed_up_from)
            .find(|m| !models.contains(&m.as_str()))
        {
            return Err((
                format!("the measurement names the model `{model}`, which has no listing"),
                did_you_mean(model, models.iter().copied()),
            ));
        }
        for case in &self.cases {
            for (model, computed) in &case.computed {
                let from = self.cases.iter().find(|c| c.title == computed.from);
                if !from.is_some_and(|from| from.runs(model)) {
                    return wrong(
                        format!(
                            "`{}` is computed for {model} from `{}`, which it does not run",
                            case.title, computed.from
                        ),
                        "name a case by its title, with this model among its `models`",
                    );
                }
            }
        }
        Ok(())
    }
}

impl Case {
    /// Whether `model` runs it.
    pub fn runs(&self, model: &str) -> bool {
        let asked = self.models.is_empty() || self.models.iter().any(|m| m == model);
        asked && model != "python" && !self.computed.contains_key(model)
    }
}

/// What was measured in one go, on one machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    pub machine: Machine,
    /// The version of rustc.
    pub rust: String,
    /// The versions of the crates that the listings use, by name.
    pub crates: BTreeMap<String, String>,
    /// [`crate::listing_hash`] of each listing, by model; in the table of all programs by `<program>/<model>`.
    pub listings: BTreeMap<String, String>,
    /// What tells the cases apart.
    pub heading: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
}

/// Where it was measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Machine {
    pub cpu: String,
    /// Those that a program may use.
    pub cores: usize,
    /// In bytes; 0 where the system does not tell.
    pub memory: u64,
    pub system: String,
}

/// One number of each row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    pub name: String,
    /// Empty for a plain number.
    pub unit: String,
}

/// One case in one model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    pub case: String,
    pub model: String,
    /// How often it ran; 0 for a row that is computed.
    pub runs: usize,
    /// By column; a column that the system does not tell is left out.
    pub values: BTreeMap<String, Spread>,
    /// From what it is computed, where it did not run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub computed: Option<String>,
    /// What the listing said beside its numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reported: Vec<String>,
}

/// One number over several runs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spread {
    pub median: f64,
    pub least: f64,
    pub most: f64,
}

impl Spread {
    /// Of these numbers; `None` where there are none.
    pub fn of(mut numbers: Vec<f64>) -> Option<Spread> {
        numbers.sort_by(f64::total_cmp);
        Some(Spread {
            least: *numbers.first()?,
            median: (numbers[(numbers.len() - 1) / 2] + numbers[numbers.len() / 2]) / 2.0,
            most: *numbers.last()?,
        })
    }
}

impl Column {
    /// As a heading says it: `Peak memory (MiB)`.
    pub fn title(&self) -> String {
        let name = match self.name.as_str() {
            MEMORY => "Peak memory".to_owned(),
            SPEED_UP => "Speed-up".to_owned(),
            name => {
                let mut letters = name.chars();
                let first = letters.next().map(|c| c.to_uppercase().to_string());
                first.unwrap_or_default() + &letters.as_str().replace('_', " ")
            }
        };
        if self.unit.is_empty() {
            name
        } else {
            format!("{name} ({})", self.unit)
        }
    }
}

impl Machine {
    /// `AMD EPYC, 2 cores, 24 GiB of memory, Linux 6.1`.
    pub fn sentence(&self) -> String {
        let cores = if self.cores == 1 { "core" } else { "cores" };
        let memory = match self.memory {
            0 => String::new(),
            bytes => format!("{:.0} GiB of memory, ", bytes as f64 / f64::from(1 << 30)),
        };
        format!(
            "{}, {} {cores}, {memory}{}",
            self.cpu, self.cores, self.system
        )
    }
}

impl Measured {
    /// Reads `file`, which messages call `name`; `None` where there is no such file.
    ///
    /// # Errors
    /// It is there and can't be read as a measurement.
    pub fn read(file: &Path, name: &str) -> Result<Option<Measured>, Error> {
        let Ok(text) = std::fs::read_to_string(file) else {
            return Ok(None);
        };
        serde_json::from_str(&text).map(Some).map_err(|e| {
            let help = "measure it again: cargo run -- measure";
            Error::new(name, e.line(), format!("is no measurement: {e}"), help)
        })
    }

    /// The table, and below it of what and where it was made; `command` makes it again.
    pub fn markdown(&self, command: &str) -> String {
        let mut out = format!("| {} | Model |", self.heading);
        for column in &self.columns {
            let _ = write!(out, " {} |", column.title());
        }
        out.push_str("\n| --- | --- |");
        out.push_str(&" ---: |".repeat(self.columns.len()));
        out.push('\n');
        for row in &self.rows {
            let _ = write!(out, "| {} | {} |", row.case, row.model);
            for column in &self.columns {
                let _ = match row.values.get(&column.name) {
                    None => write!(out, " – |"),
                    Some(value) if row.computed.is_some() => {
                        write!(
                            out,
                            " {}<br><small>*computed*</small> |",
                            number(value.median)
                        )
                    }
                    Some(value) => write!(out, " {} |", cell(value)),
                };
            }
            out.push('\n');
        }
        out.push('\n');
        for row in &self.rows {
            for line in &row.reported {
                let _ = writeln!(out, "- {}, {}: {line}", row.case, row.model);
            }
            if let Some(from) = &row.computed {
                let _ = writeln!(out, "- {}, {}: *computed*, {from}", row.case, row.model);
            }
        }
        out.push('\n');
        out.push_str(&self.made(command));
        out
    }

    /// Of what and where it was made, and the `command` that makes it again.
    pub fn made(&self, command: &str) -> String {
        let runs = self.rows.iter().map(|row| row.runs).max();
        let of = match runs.unwrap_or_default() {
            1 => "One run each".to_owned(),
            runs => format!("Medians of {runs} runs, and below them the least and the most"),
        };
        let crates = self.crates.iter().map(|(name, v)| format!(", {name} {v}"));
        format!(
            "<div class=\"from\">\n\n{of}; release builds, Rust {}{}. Outputs and pictures come from debug builds, and a picture has no thread in which nothing of the listing ran. Measured on {}, with:\n\n```console\n$ {command}\n```\n\n</div>\n",
            self.rust,
            crates.collect::<String>(),
            self.machine.sentence(),
        )
    }
}

/// A median, and how far the runs were from it.
pub fn cell(value: &Spread) -> String {
    let [median, least, most] = [value.median, value.least, value.most].map(number);
    if least == most {
        median
    } else {
        format!("{median}<br><small>{least}–{most}</small>")
    }
}

/// Three digits that count, with commas between thousands.
pub fn number(value: f64) -> String {
    if value.fract() == 0.0 || value.abs() >= 100.0 {
        return thousands(value.round_ties_even() as u64);
    }
    match value {
        10.0.. => format!("{value:.1}"),
        1.0.. => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

/// A whole number with commas between thousands: `345,500`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
