//! `{{#output count tokio}}`: what one listing printed when it was recorded.

use super::{Call, Directive, listing_in, program_called};
use crate::book::Listing;
use crate::page::Page;
use listing::{Error, Manifest};
use std::fmt::Write;

pub(super) const DIRECTIVE: Directive = Directive {
    name: "output",
    words: 2..=2,
    options: &[],
    inside_a_line: false,
    shows_a_run: true,
    example: "{{#output count tokio}}",
    expand,
};

fn expand(page: &mut Page<'_>, call: &Call) -> Result<(), Error> {
    let listing = listing_in(program_called(page.book, &call.words[0])?, &call.words[1])?;
    let title = format!("{}, {}", listing.program, listing.model);
    draw(page, listing, &title);
    Ok(())
}

/// The output of `listing`, under `title`; or why there is none.
pub(super) fn draw(page: &mut Page<'_>, listing: &Listing, title: &str) {
    page.shows(listing);
    page.run(true, |page| element(page, listing, title));
}

fn element(page: &mut Page<'_>, listing: &Listing, title: &str) {
    page.out.push_str("<div class=\"output\">\n\n");
    match (&listing.manifest.no_run, &listing.output) {
        (Some(reason), _) => {
            let _ = write!(page.out, "Not run here: {reason}.\n\n");
        }
        (None, None) => {
            let _ = write!(
                page.out,
                "Not recorded yet. To record it:\n\n```console\n$ cargo run -- record {}\n```\n\n",
                listing.program
            );
        }
        (None, Some((stdout, stderr))) => {
            printed(page, title, stdout, stderr);
            if let Some(end) = end(&listing.manifest) {
                let _ = write!(page.out, "{end}\n\n");
            }
        }
    }
    page.out.push_str("</div>\n");
}

fn printed(page: &mut Page<'_>, title: &str, stdout: &str, stderr: &str) {
    if !stdout.is_empty() || stderr.is_empty() {
        let _ = write!(page.out, "{title}\n\n");
        page.fence("text", stdout);
    }
    if !stderr.is_empty() {
        let title = if stdout.is_empty() {
            "It prints, on stderr:"
        } else {
            "and on stderr:"
        };
        let _ = write!(page.out, "\n{title}\n\n");
        page.fence("text", stderr);
    }
    page.out.push('\n');
}

/// How it ended, if not by itself and with success.
fn end(manifest: &Manifest) -> Option<String> {
    if let Some(ends) = &manifest.ends {
        return Some(format!(
            "and does not end: it was killed after {:.1} s.",
            ends.killed_after_ms as f64 / 1000.0
        ));
    }
    let code = manifest.exit.filter(|code| *code != 0)?;
    Some(format!("and ends with exit code {code}."))
}
