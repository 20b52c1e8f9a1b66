//! `{{#measured sleepers chart="memory elapsed"}}`: the table of a program's measurement, and charts of its columns.

use super::{Call, Directive, program_called, wrong};
use crate::chart::Chart;
use crate::page::Page;
use listing::Error;
use listing::measured::Measured;
use std::fmt::Write;

pub(super) const DIRECTIVE: Directive = Directive {
    name: "measured",
    words: 1..=1,
    options: &["chart", "x", "y"],
    inside_a_line: false,
    shows_a_run: false,
    example: "{{#measured sleepers}}",
    expand,
};

fn expand(page: &mut Page<'_>, call: &Call) -> Result<(), Error> {
    let program = program_called(page.book, &call.words[0])?;
    let name = &program.name;
    if program.measure.is_none() {
        return Err(wrong(
            format!("`{name}` has no measurement"),
            format!(
                "say in {} what to run: [package.metadata.measure]",
                program.place.manifest()
            ),
        ));
    }
    let command = format!("cargo run -- measure {name}");
    page.out.push_str("<div class=\"measured\">\n\n");
    match &program.measured {
        Some(measured) => {
            charts(page, call, &program.name, measured)?;
            page.out.push_str(&measured.markdown(&command));
        }
        None => {
            let _ = write!(
                page.out,
                "Not measured yet. To measure it:\n\n```console\n$ {command}\n```\n"
            );
        }
    }
    page.out.push_str("\n</div>");
    Ok(())
}

/// A place for press to draw each chart in: a comment, so that nobody else reads it.
fn charts(
    page: &mut Page<'_>,
    call: &Call,
    program: &str,
    measured: &Measured,
) -> Result<(), Error> {
    let (x, y) = (call.option("x"), call.option("y"));
    let columns = call.option("chart").unwrap_or_default();
    if columns.is_empty() && (x.is_some() || y.is_some()) {
        return Err(wrong(
            "an axis is described, and no chart is asked for",
            "name columns of the table: chart=\"elapsed\"",
        ));
    }
    for column in columns.split_whitespace() {
        Chart::of(measured, column, x, y).map_err(|(message, help)| wrong(message, help))?;
        let (x, y) = (x.unwrap_or("linear"), y.unwrap_or("linear"));
        let _ = writeln!(page.out, "<!-- chart {program} {column} {x} {y} -->\n");
    }
    Ok(())
}
