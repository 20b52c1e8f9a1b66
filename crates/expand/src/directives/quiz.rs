//! `{{#quiz}}`: the page's quiz, in the schema of mdbook-quiz, as plain forms: no script is needed to take it.

use super::{Call, Directive, wrong};
use crate::html::escape;
use crate::page::{Origin, Page};
use listing::{Error, line_at};
use mdbook_quiz_schema::{
    Markdown, MultipleChoice, MultipleChoiceAnswerFormat, Question, Quiz, ShortAnswer, Tracing,
};
use pulldown_cmark::{Parser, html};
use std::fmt::Write;

pub(super) const DIRECTIVE: Directive = Directive {
    name: "quiz",
    words: 0..=0,
    options: &[],
    inside_a_line: false,
    shows_a_run: false,
    example: "{{#quiz}}",
    expand,
};

/// One question, as a page shows it.
struct Drawn<'quiz> {
    /// What is asked, in Markdown.
    prompt: String,
    /// A program, and what it prints.
    traced: Option<(&'quiz str, &'quiz str)>,
    /// Where the reader answers: HTML.
    fields: String,
    /// The right answer: HTML.
    answer: String,
    /// What the writer says of the answer.
    context: Option<&'quiz Markdown>,
    /// The other choices with the reason why each is wrong: HTML, empty where no reasons are given.
    others: String,
}

fn expand(page: &mut Page<'_>, _: &Call) -> Result<(), Error> {
    let file = format!("quizzes/{}.toml", page.path.trim_end_matches(".md"));
    let text = std::fs::read_to_string(page.book.root.join(&file)).map_err(|e| {
        wrong(
            format!("this page's quiz, {file}, can't be read: {e}"),
            "write it, or take {{#quiz}} out",
        )
    })?;
    let quiz = read(&file, &text)?;
    let whys = whys(&file, &text, &quiz)?;
    page.out.push_str("<div class=\"quiz\">\n\n");
    for ((n, question), why) in (1..).zip(&quiz.questions).zip(&whys) {
        let drawn = match question {
            Question::MultipleChoice(asked) => multiple_choice(n, asked, why),
            Question::ShortAnswer(asked) => short_answer(asked),
            Question::Tracing(asked) => tracing(&file, n, asked)?,
        };
        draw(page, &file, n, &drawn);
    }
    page.part(Origin::Directive);
    page.out.push_str("</div>");
    Ok(())
}

fn read(file: &str, text: &str) -> Result<Quiz, Error> {
    toml::from_str(text).map_err(|e: toml::de::Error| {
        let line = e.span().map_or(0, |span| line_at(text, span.start));
        let help = "the schema is mdbook-quiz's";
        Error::new(file, line, e.message().trim(), help)
    })
}

/// The form of question `n`.
fn draw(page: &mut Page<'_>, file: &str, n: usize, drawn: &Drawn) {
    let mut out = format!(
        // Such a form goes nowhere, and without a script nothing judges it.
        "<form class=\"question\" method=\"dialog\" aria-labelledby=\"quiz-{n}\">\n\n{} Question {n} {{#quiz-{n}}}\n\n{}\n\n",
        page.hashes(),
        drawn.prompt
    );
    if let Some((program, prints)) = drawn.traced {
        page.part(Origin::Directive);
        page.out.push_str(&std::mem::take(&mut out));
        page.part_of(file, 0, Origin::Prints(prints.to_owned()));
        let _ = write!(
            page.out,
            "```rust,edition2024\n{}\n```\n",
            program.trim_end()
        );
        out.push('\n');
    }
    let _ = write!(
        out,
        "{}\n\n<p class=\"check\"><button>Check</button></p>\n\n<details class=\"answer\"><summary>Answer</summary>\n\n{}\n\n",
        drawn.fields, drawn.answer
    );
    if let Some(context) = drawn.context {
        let _ = write!(out, "{}\n\n", context.0.trim());
    }
    if !drawn.others.is_empty() {
        let _ = write!(
            out,
            "<p>And the others:</p><ul class=\"why\">{}</ul>\n\n",
            drawn.others
        );
    }
    out.push_str("</details>\n\n</form>\n\n");
    // What a writer put into a prompt is read like a page: its fences are checked.
    page.part_of(file, 0, Origin::Quiz);
    page.out.push_str(&out);
}

/// `why` has a reason for each distractor, or is empty.
fn multiple_choice<'quiz>(
    n: usize,
    MultipleChoice(asked): &'quiz MultipleChoice,
    why: &[Markdown],
) -> Drawn<'quiz> {
    let prompt = &asked.prompt;
    let (right, kind, legend) = match &asked.answer.answer {
        MultipleChoiceAnswerFormat::Single(one) => (vec![one], "radio", "One of these"),
        MultipleChoiceAnswerFormat::Multi(all) => {
            (all.iter().collect(), "checkbox", "All that are true")
        }
    };
    let mut choices: Vec<(&Markdown, bool)> =
        prompt.distractors.iter().map(|d| (d, false)).collect();
    for (i, one) in right.iter().enumerate() {
        // A place that is fixed and tells nothing: the length of the prompt decides.
        let by_length = prompt.prompt.0.len() % (choices.len() + 1);
        let place = prompt.answer_index.unwrap_or(by_length);
        choices.insert((place + i).min(choices.len()), (one, true));
    }
    let mut fields = format!("<fieldset><legend>{legend}</legend>");
    for (choice, right) in &choices {
        let right = if *right { " data-right" } else { "" };
        let _ = write!(
            fields,
            "<label><input type=\"{kind}\" name=\"question-{n}\"{right}> <span>{}</span></label>",
            inline(choice)
        );
    }
    fields.push_str("</fieldset>");
    // In the order of the choices, by which a script finds the reason of each.
    let wrong = choices.iter().filter(|(_, right)| !right);
    let others = wrong.zip(why).map(|((choice, _), why)| {
        let (choice, why) = (inline(choice), inline(why));
        format!("<li>{choice} <span class=\"reason\">{why}</span></li>")
    });
    let answers: Vec<String> = right.iter().map(|answer| inline(answer)).collect();
    Drawn {
        prompt: prompt.prompt.0.trim().to_owned(),
        traced: None,
        fields,
        answer: format!("<p>{}</p>", answers.join("</p><p>")),
        context: asked.context.as_ref(),
        others: others.collect(),
    }
}

fn short_answer(ShortAnswer(asked): &ShortAnswer) -> Drawn<'_> {
    let answer = &asked.answer;
    let mut right = vec![answer.answer.as_str()];
    right.extend(answer.alternatives.iter().flatten().map(String::as_str));
    Drawn {
        prompt: asked.prompt.prompt.0.trim().to_owned(),
        traced: None,
        fields: format!(
            "<p><label>Your answer: <input type=\"text\" autocomplete=\"off\" spellcheck=\"false\" data-right=\"{}\"></label></p>",
            escape(&right.join("|"))
        ),
        answer: format!("<p>{}</p>", escape(&answer.answer)),
        context: asked.context.as_ref(),
        others: String::new(),
    }
}

fn tracing<'quiz>(
    file: &str,
    n: usize,
    Tracing(asked): &'quiz Tracing,
) -> Result<Drawn<'quiz>, Error> {
    let stdout = asked.answer.stdout.as_deref();
    let Some(stdout) = stdout.filter(|_| asked.answer.does_compile) else {
        return Err(Error::new(
            file,
            0,
            format!("question {n} asks to trace a program that does not compile"),
            "ask it as MultipleChoice, with a rust,compile_fail,EXXXX fence in the prompt",
        ));
    };
    let printed = escape(stdout.trim_end()).replace('\n', "&#10;");
    Ok(Drawn {
        prompt: "What does this program print?".to_owned(),
        traced: Some((&asked.prompt.program, stdout)),
        fields: format!(
            "<p><label>It prints: <textarea rows=\"{}\" spellcheck=\"false\" data-right=\"{printed}\"></textarea></label></p>",
            stdout.lines().count().max(1),
        ),
        answer: format!("<pre><code>{printed}</code></pre>"),
        context: asked.context.as_ref(),
        others: String::new(),
    })
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
