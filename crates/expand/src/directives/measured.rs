//! `{{#measured sleepers}}`: the table of a program's measurement.

use super::{Call, Directive, program_called, wrong};
use crate::page::Page;
use listing::Error;
use std::fmt::Write;

pub(super) const DIRECTIVE: Directive = Directive {
    name: "measured",
    words: 1..=1,
    options: &[],
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
        Some(measured) => page.out.push_str(&measured.markdown(&command)),
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
