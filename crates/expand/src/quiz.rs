//! A page's quiz, in the schema of mdbook-quiz, as plain forms: no script is needed to take it.

use crate::page::{From, escape};
use listing::{Error, line_at};
use mdbook_quiz_schema::{Markdown, MultipleChoiceAnswerFormat, Question, Quiz};
use pulldown_cmark::{Parser, html};
use std::fmt::Write;

/// The quiz in `text` as Markdown, piece by piece, under headings of `level`; `file` is for messages.
pub(crate) fn draw(file: &str, text: &str, level: usize) -> Result<Vec<(String, From)>, Error> {
    let quiz: Quiz = toml::from_str(text).map_err(|e| {
        let line = e.span().map_or(0, |span| line_at(text, span.start));
        Error::new(
            file,
            line,
            e.message().trim(),
            "the schema is mdbook-quiz's",
        )
    })?;
    let whys = whys(file, text, &quiz)?;
    let hashes = "#".repeat(level);
    let mut pieces = vec![("<div class=\"quiz\">\n\n".to_owned(), From::Directive)];
    for (n, question) in quiz.questions.iter().enumerate() {
        let n = n + 1;
        let mut out = format!(
            // Such a form goes nowhere, and without a script nothing judges it.
            "<form class=\"question\" method=\"dialog\" aria-labelledby=\"quiz-{n}\">\n\n{hashes} Question {n} {{#quiz-{n}}}\n\n"
        );
        let mut others = String::new();
        let (answer, context) = match question {
            Question::MultipleChoice(q) => {
                let _ = write!(out, "{}\n\n", q.0.prompt.prompt.0.trim());
                let (right, multi): (Vec<&Markdown>, bool) = match &q.0.answer.answer {
                    MultipleChoiceAnswerFormat::Single(one) => (vec![one], false),
                    MultipleChoiceAnswerFormat::Multi(all) => (all.iter().collect(), true),
                };
                let mut choices: Vec<(&Markdown, bool)> =
                    q.0.prompt.distractors.iter().map(|d| (d, false)).collect();
                for (i, one) in right.iter().enumerate() {
                    // A place that is fixed and tells nothing: the length of the prompt decides.
                    let place =
                        q.0.prompt
                            .answer_index
                            .unwrap_or(q.0.prompt.prompt.0.len() % (choices.len() + 1));
                    choices.insert((place + i).min(choices.len()), (one, true));
                }
                let kind = if multi { "checkbox" } else { "radio" };
                let _ = write!(
                    out,
                    "<fieldset><legend>{}</legend>",
                    if multi {
                        "All that are true"
                    } else {
                        "One of these"
                    }
                );
                for (choice, right) in &choices {
                    let right = if *right { " data-right" } else { "" };
                    let _ = write!(
                        out,
                        "<label><input type=\"{kind}\" name=\"question-{n}\"{right}> <span>{}</span></label>",
                        inline(choice)
                    );
                }
                out.push_str("</fieldset>\n\n");
                // In the order of the choices, by which a script finds the reason of each.
                let wrong = choices.iter().filter(|(_, right)| !right);
                for ((choice, _), why) in wrong.zip(&whys[n - 1]) {
                    let _ = write!(
                        others,
                        "<li>{} <span class=\"reason\">{}</span></li>",
                        inline(choice),
                        inline(why)
                    );
                }
                let answers: Vec<String> = right.iter().map(|a| inline(a)).collect();
                (format!("<p>{}</p>", answers.join("</p><p>")), &q.0.context)
            }
            Question::ShortAnswer(q) => {
                let _ = write!(out, "{}\n\n", q.0.prompt.prompt.0.trim());
                out.push_str("<p><label>Your answer: <input type=\"text\" autocomplete=\"off\" spellcheck=\"false\"");
                let mut right = vec![q.0.answer.answer.clone()];
                right.extend(q.0.answer.alternatives.clone().unwrap_or_default());
                let _ = write!(
                    out,
                    " data-right=\"{}\"></label></p>\n\n",
                    escape(&right.join("|"))
                );
                (
                    format!("<p>{}</p>", escape(&q.0.answer.answer)),
                    &q.0.context,
                )
            }
            Question::Tracing(q) => {
                let Some(stdout) =
                    q.0.answer
                        .stdout
                        .as_ref()
                        .filter(|_| q.0.answer.does_compile)
                else {
                    return Err(Error::new(
                        file,
                        0,
                        format!("question {n} asks to trace a program that does not compile"),
                        "ask it as MultipleChoice, with a rust,compile_fail,EXXXX fence in the prompt",
                    ));
                };
                out.push_str("What does this program print?\n\n");
                pieces.push((std::mem::take(&mut out), From::Directive));
                let program = &q.0.prompt.program;
                pieces.push((
                    format!("```rust,edition2024\n{}\n```\n", program.trim_end()),
                    From::Prints(stdout.clone()),
                ));
                let _ = write!(
                    out,
                    "\n<p><label>It prints: <textarea rows=\"{}\" spellcheck=\"false\" data-right=\"{}\"></textarea></label></p>\n\n",
                    stdout.lines().count().max(1),
                    escape(stdout.trim_end()).replace('\n', "&#10;")
                );
                (
                    format!(
                        "<pre><code>{}</code></pre>",
                        escape(stdout.trim_end()).replace('\n', "&#10;")
                    ),
                    &q.0.context,
                )
            }
        };
        let _ = write!(
            out,
            "<p class=\"check\"><button>Check</button></p>\n\n<details class=\"answer\"><summary>Answer</summary>\n\n{answer}\n\n"
        );
        if let Some(context) = context {
            let _ = write!(out, "{}\n\n", context.0.trim());
        }
        if !others.is_empty() {
            let _ = write!(
                out,
                "<p>And the others:</p><ul class=\"why\">{others}</ul>\n\n"
            );
        }
        out.push_str("</details>\n\n</form>\n\n");
        // What a writer put into a prompt is read like a page: its fences are checked.
        pieces.push((out, From::Quiz));
    }
    pieces.push(("</div>".to_owned(), From::Directive));
    Ok(pieces)
}

/// What the schema has no field for: why each distractor of a question is wrong, in their order.
fn whys(file: &str, text: &str, quiz: &Quiz) -> Result<Vec<Vec<Markdown>>, Error> {
    #[derive(serde::Deserialize)]
    struct Reasons {
        questions: Vec<Why>,
    }
    #[derive(serde::Deserialize)]
    struct Why {
        #[serde(default)]
        why: Vec<Markdown>,
    }
    let wrong = |message: String| {
        let help = "write a reason for each distractor, in their order: why = [\"…\", \"…\"]";
        Error::new(file, 0, message, help)
    };
    let read: Reasons = toml::from_str(text).map_err(|e| wrong(e.message().to_owned()))?;
    let read: Vec<Vec<Markdown>> = read.questions.into_iter().map(|q| q.why).collect();
    for (n, (question, why)) in quiz.questions.iter().zip(&read).enumerate() {
        let distractors = match question {
            Question::MultipleChoice(q) => q.0.prompt.distractors.len(),
            _ => 0,
        };
        if !why.is_empty() && why.len() != distractors {
            return Err(wrong(format!(
                "question {} has {distractors} distractors and says why for {}",
                n + 1,
                why.len()
            )));
        }
    }
    Ok(read)
}

/// One paragraph of Markdown as HTML without its `<p>`, since a label holds no blocks.
fn inline(text: &Markdown) -> String {
    let mut out = String::new();
    html::push_html(&mut out, Parser::new(text.0.trim()));
    let out = out.trim();
    let out = out
        .strip_prefix("<p>")
        .and_then(|o| o.strip_suffix("</p>"))
        .unwrap_or(out);
    out.replace('\n', " ")
}
