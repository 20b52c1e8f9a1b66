//! `{{#diff count sync tokio}}`: what changes from one listing to another.

use super::{Call, Directive, listings_named, wrong};
use crate::book::Listing;
use crate::html::escape;
use crate::page::Page;
use listing::Error;
use similar::{ChangeTag, TextDiff};
use std::fmt::Write;

pub(super) const DIRECTIVE: Directive = Directive {
    name: "diff",
    words: 2..=3,
    options: &[],
    inside_a_line: false,
    shows_a_run: false,
    example: "{{#diff count sync tokio}}",
    expand,
};

fn expand(page: &mut Page<'_>, call: &Call) -> Result<(), Error> {
    match listings_named(page.book, &call.words)?.as_slice() {
        [from, to] => {
            draw(page, from, to);
            Ok(())
        }
        _ => Err(wrong(
            "`{{#diff}}` compares two listings",
            "for example: {{#diff count sync tokio}} or {{#diff lost/tokio lost_fixed/tokio}}",
        )),
    }
}

/// Only what changed, with two lines around it, marked by sign as well as by element.
fn draw(page: &mut Page<'_>, from: &Listing, to: &Listing) {
    let name = |listing: &Listing| {
        if from.program == to.program {
            listing.model.clone()
        } else {
            listing.id().to_string()
        }
    };
    let title = format!("From {} to {}", name(from), name(to));
    // One line of HTML: an empty line would end it for Markdown.
    let _ = write!(
        page.out,
        "<figure class=\"diff\"><figcaption>{title}</figcaption><pre tabindex=\"0\" role=\"group\" aria-label=\"{title}\"><code>"
    );
    let diff = TextDiff::from_lines(&*from.source, &*to.source);
    for (n, group) in diff.grouped_ops(2).iter().enumerate() {
        if n > 0 {
            page.out.push_str("  ⋮&#10;");
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let text = escape(change.value().trim_end_matches('\n'));
            let _ = match change.tag() {
                ChangeTag::Delete => write!(page.out, "<del>- {text}</del>&#10;"),
                ChangeTag::Insert => write!(page.out, "<ins>+ {text}</ins>&#10;"),
                ChangeTag::Equal => write!(page.out, "  {text}&#10;"),
            };
        }
    }
    page.out.push_str("</code></pre></figure>");
}
