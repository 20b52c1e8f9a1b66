//! What a page hides until its reader has predicted it.
//!
//! A paragraph that begins with `**Predict.**` opens a region. What programs print in it, and the pictures of their runs, are
//! behind a button. The region ends at the first heading, or at the first prose after something that it hides: there the
//! writer gives the answer.

use crate::directives::{Call, markdown_options};
use listing::{Error, line_at};
use pulldown_cmark::{Event, Parser, Tag};
use std::ops::Range;

/// How a paragraph begins that asks for a prediction.
const PREDICT: &str = "**Predict.**";

/// A stretch of a page that hides what programs print.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Region {
    /// Names it on its page, from 1.
    pub number: usize,
    /// Bytes of the page.
    pub range: Range<usize>,
}

/// What a region can begin with, end at, or hide.
enum Met {
    Predict,
    Prose,
    Heading,
    Run,
}

/// The regions of the page `text`, which has these directives. Errors have no file.
pub(crate) fn regions<'a>(
    text: &str,
    calls: impl Iterator<Item = &'a Call>,
) -> (Vec<Region>, Vec<Error>) {
    let (mut regions, mut errors) = (Vec::new(), Vec::new());
    // Where the open region begins, and whether it hides something already.
    let mut open: Option<(usize, bool)> = None;
    let end = (text.len(), Met::Heading);
    for (at, met) in met(text, calls).into_iter().chain([end]) {
        let closes = match (&open, &met) {
            (Some(_), Met::Heading) => true,
            (Some((_, hides)), Met::Prose | Met::Predict) => *hides,
            _ => false,
        };
        if closes && let Some((start, hides)) = open.take() {
            match hides {
                true => regions.push(Region {
                    number: regions.len() + 1,
                    range: start..at,
                }),
                false => errors.push(Error::new(
                    "",
                    line_at(text, start),
                    format!("after this `{PREDICT}` nothing is printed before the next heading"),
                    "show what the reader predicts: {{#program …}}, {{#output …}} or {{#timeline …}}",
                )),
            }
        }
        match met {
            Met::Predict => open = open.or(Some((at, false))),
            Met::Run => open = open.map(|(start, _)| (start, true)),
            Met::Prose | Met::Heading => {}
        }
    }
    (regions, errors)
}

/// What counts of the page, in its order, with the byte at which it begins.
fn met<'a>(text: &str, calls: impl Iterator<Item = &'a Call>) -> Vec<(usize, Met)> {
    let mut met = Vec::new();
    let mut of_calls = Vec::new();
    for call in calls.filter(|call| !call.directive.inside_a_line) {
        of_calls.push(call.range.start);
        // An item of a listing shows no run.
        if call.directive.shows_a_run && call.option("anchor").is_none() {
            met.push((call.range.start, Met::Run));
        }
    }
    for (event, range) in Parser::new_ext(text, markdown_options()).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { .. }) => met.push((range.start, Met::Heading)),
            // To Markdown, a directive is a paragraph.
            Event::Start(Tag::Paragraph) if of_calls.contains(&range.start) => {}
            Event::Start(Tag::Paragraph) if text[range.start..].starts_with(PREDICT) => {
                met.push((range.start, Met::Predict));
            }
            Event::Start(Tag::Paragraph | Tag::Item | Tag::Table(_)) => {
                met.push((range.start, Met::Prose));
            }
            _ => {}
        }
    }
    met.sort_by_key(|(at, _)| *at);
    met
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directives;

    /// What is hidden of the page, region by region, and what is wrong with it.
    fn of(text: &str) -> (Vec<&str>, Vec<String>) {
        let calls: Vec<Call> = directives::find(text).into_iter().flatten().collect();
        let (regions, errors) = regions(text, calls.iter());
        let texts = regions.iter().map(|region| &text[region.range.clone()]);
        (
            texts.collect(),
            errors.iter().map(Error::to_string).collect(),
        )
    }

    #[test]
    fn a_region_ends_at_the_first_prose_after_what_it_hides() {
        let text = "# A\n\nText.\n\n**Predict.** What?\n\nMore.\n\n{{#program a}}\n\n{{#timeline a}}\n\nIt is so.\n\n{{#output a b}}\n";
        let region = "**Predict.** What?\n\nMore.\n\n{{#program a}}\n\n{{#timeline a}}\n\n";
        assert_eq!(of(text), (vec![region], vec![]));
    }

    #[test]
    fn a_heading_a_list_or_another_question_ends_a_region_too() {
        let hidden = "**Predict.** What?\n\n{{#output a b}}\n\n";
        for next in [
            "## Next\n\n{{#output a b}}\n",
            "- One.\n",
            "| a |\n| - |\n| b |\n",
        ] {
            let text = format!("{hidden}{next}");
            assert_eq!(of(&text), (vec![hidden], vec![]), "{next}");
        }
        assert_eq!(of(&hidden.repeat(2)), (vec![hidden; 2], vec![]));
        // Asked twice, before anything is printed: one region.
        let twice = format!("**Predict.** First?\n\n{hidden}");
        assert_eq!(of(&twice), (vec![twice.as_str()], vec![]));
    }

    #[test]
    fn a_question_that_nothing_answers_is_refused_with_its_line() {
        let text = "# A\n\n**Predict.** What?\n\n{{#program a anchor=\"f\"}}\n\n## B\n\n{{#program a}}\n\n**Predict.** And now?\n";
        let (regions, errors) = of(text);
        assert_eq!(regions, [""; 0]);
        assert_eq!(errors.len(), 2, "{errors:?}");
        assert!(
            errors[0].starts_with(":3: after this `**Predict.**` nothing is printed"),
            "{errors:?}"
        );
        assert!(errors[1].starts_with(":11: "), "{errors:?}");
    }

    #[test]
    fn other_prose_that_says_predict_hides_nothing() {
        let text =
            "**Predict** it:\n\n{{#output a b}}\n\nPredict. {{#claim a b}}\n\n`**Predict.**`\n";
        assert_eq!(of(text), (vec![], vec![]));
    }
}
