//! `{{#claim count the_others_wait_together}}`: a check mark that leads to the test of a sentence.

use super::{Call, Directive, program_called, wrong};
use crate::page::Page;
use listing::{Error, did_you_mean};
use std::fmt::Write;

pub(super) const DIRECTIVE: Directive = Directive {
    name: "claim",
    words: 2..=2,
    options: &[],
    inside_a_line: true,
    shows_a_run: false,
    example: "{{#claim count the_others_wait_together}}",
    expand,
};

fn expand(page: &mut Page<'_>, call: &Call) -> Result<(), Error> {
    let program = program_called(page.book, &call.words[0])?;
    let name = &call.words[1];
    let claim = program.claims.iter().find(|claim| claim.name == *name);
    let claim = claim.ok_or_else(|| {
        wrong(
            format!("{} has no test called `{name}`", program.place.claims()),
            did_you_mean(name, program.claims.iter().map(|c| c.name.as_str())),
        )
    })?;
    let claims = page.book.claims_page(&program.name);
    let href = page.link(&claims.replace(".md", ".html"));
    let _ = write!(
        page.out,
        "<sup class=\"claim\"><a href=\"{href}#{}-{}\" title=\"Tested: {sentence}\" aria-label=\"Tested: {sentence}\">✓</a></sup>",
        program.name,
        claim.name,
        sentence = claim.sentence(),
    );
    Ok(())
}
