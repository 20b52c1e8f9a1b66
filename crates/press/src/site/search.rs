//! The index that a reader's search asks: prose, headings, the names in code, and the sentences of claims. mdBook's own
//! index of the same pages is several times as large, because it also holds outputs, tests, and each program in all models.
//!
//! The file has the form of mdBook's `searchindex.js`, which mdBook's `searcher.js` reads. Unlike there, only words that
//! say nothing about concurrency are left out, so that *while*, *after* and *for* can be found.

use anyhow::Result;
use elasticlunr::lang::English;
use elasticlunr::pipeline::PipelineFn;
use elasticlunr::{Index, IndexBuilder, Language, Pipeline};
use expand::{Expanded, Origin};
use mdbook_driver::book::Chapter;
use mdbook_driver::config::Config;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use regex::Regex;
use serde_json::{Map, Value, json};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Where pages look for it, below the folder of the built book; in the sources, below `src`.
pub const FILE: &str = "generated/search.js";

/// Words that are not searched for. A page about concurrency needs the others.
const NOT_SEARCHED: [&str; 34] = [
    "", "a", "an", "and", "are", "as", "at", "be", "but", "by", "has", "have", "in", "is", "it",
    "its", "of", "on", "or", "so", "that", "the", "their", "there", "these", "they", "this", "to",
    "was", "were", "which", "with", "you", "your",
];

/// How many letters of a section's prose a result can show.
const SHOWN: usize = 240;

/// Longer words are data and no words, as in mdBook.
const LONGEST_WORD: usize = 80;

/// A part of a page, from a heading to the next.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Section {
    /// Of its heading; empty for what is before the first.
    pub id: String,
    pub title: String,
    /// Its prose, with single spaces.
    pub text: String,
    /// The parts of paths, the macros and the functions in its code that the page had not before, separated by spaces.
    pub code: String,
}

/// A page as the index names it.
pub struct Page {
    /// Below the book's folder, with the end `.md`.
    pub path: PathBuf,
    /// The names of the chapter and of those above it.
    pub names: Vec<String>,
    pub sections: Vec<Section>,
}

impl Page {
    /// The page of `chapter`; none for a chapter without a file.
    pub fn new(chapter: &Chapter, sections: Vec<Section>) -> Option<Page> {
        let mut names = chapter.parent_names.clone();
        names.push(chapter.name.clone());
        let path = chapter.path.clone()?;
        Some(Page {
            path,
            names,
            sections,
        })
    }
}

/// Whether the book at `root` has a theme that asks for [`FILE`].
pub fn is_asked_for(root: &Path) -> bool {
    root.join("theme/index.hbs").is_file()
}

/// The sections of an expanded page.
pub fn sections(page: &Expanded) -> Vec<Section> {
    let mut reading = Reading::default();
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_GFM
        | Options::ENABLE_HEADING_ATTRIBUTES;
    for (event, range) in Parser::new_ext(&page.markdown, options).into_offset_iter() {
        reading.event(event, &page.part_at(range.start).origin);
    }
    reading.sections.push(reading.section);
    let empty = |section: &Section| section.title.is_empty() && section.text.trim().is_empty();
    reading.sections.retain(|section| !empty(section));
    for section in &mut reading.sections {
        let words: Vec<&str> = section.text.split_whitespace().collect();
        section.text = words.join(" ");
    }
    reading.sections
}

/// What is known in the middle of a page.
#[derive(Default)]
struct Reading {
    sections: Vec<Section>,
    section: Section,
    /// The identifiers that mdBook has given to headings without one of their own.
    ids: HashSet<String>,
    /// The heading that is open: its level, its own identifier, its text.
    heading: Option<(HeadingLevel, Option<String>, String)>,
    code: Code,
    /// Names in code that the page has had.
    names: HashSet<String>,
}

/// What is done with the code block that is open.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Code {
    /// There is none.
    #[default]
    None,
    LeftOut,
    Names,
    Whole,
}

impl Reading {
    fn event(&mut self, event: Event<'_>, origin: &Origin) {
        match event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                self.heading = Some((level, id.map(|id| id.to_string()), String::new()));
            }
            Event::End(TagEnd::Heading(_)) => self.end_heading(),
            Event::Start(Tag::CodeBlock(kind)) => self.code = Code::of(&kind),
            Event::End(TagEnd::CodeBlock) => self.code = Code::None,
            Event::Text(text) => match self.code {
                Code::None => self.prose(&text),
                Code::Names if *origin != Origin::Claim => self.names_in(&text),
                Code::LeftOut | Code::Names => {}
                Code::Whole => self.prose(&format!("{text} ")),
            },
            Event::Code(text) => self.prose(&text),
            Event::Html(html) => {
                // Of what a directive wrote as HTML, the prose: no code, no comment, no tag, no character reference.
                static NO_PROSE: LazyLock<Regex> = LazyLock::new(|| {
                    Regex::new(r"(?s)<pre.*?</pre>|<!--.*?-->|<[^>]*>|&#?\w+;").expect("valid")
                });
                self.prose(&NO_PROSE.replace_all(&html, " "));
            }
            Event::SoftBreak | Event::HardBreak | Event::End(_) => self.prose(" "),
            _ => {}
        }
    }

    fn prose(&mut self, text: &str) {
        match &mut self.heading {
            Some((_, _, heading)) => heading.push_str(text),
            None => self.section.text.push_str(text),
        }
    }

    /// Only headings down to the third level have sections of their own, as in mdBook.
    fn end_heading(&mut self) {
        let Some((level, own, title)) = self.heading.take() else {
            return;
        };
        let id = own.unwrap_or_else(|| self.id(&title));
        let title = title.trim().to_owned();
        if level > HeadingLevel::H3 {
            self.section.text.push_str(&format!(" {title} "));
            return;
        }
        let next = Section {
            id,
            title,
            ..Section::default()
        };
        self.sections
            .push(std::mem::replace(&mut self.section, next));
    }

    /// The identifier that mdBook gives to a heading with this text.
    fn id(&mut self, text: &str) -> String {
        let lower = text.trim().to_lowercase();
        let kept = lower.chars().filter_map(|c| match c {
            _ if c.is_alphanumeric() || c == '_' || c == '-' => Some(c),
            _ if c.is_whitespace() => Some('-'),
            _ => None,
        });
        let id: String = kept.collect();
        let mut found = id.clone();
        let mut n = 0;
        while !self.ids.insert(found.clone()) {
            n += 1;
            found = format!("{id}-{n}");
        }
        found
    }

    fn names_in(&mut self, code: &str) {
        static NAME: LazyLock<Regex> = LazyLock::new(|| {
            let path = r"(?:[A-Za-z_]\w*::)+[A-Za-z_]\w*!?";
            let function = r"\bfn (?<function>\w+)";
            let macro_call = r"(?<macro>\b[a-z_]\w+!)";
            let all = [path, function, macro_call].join("|");
            Regex::new(&all).expect("valid")
        });
        for found in NAME.captures_iter(code) {
            let named = ["function", "macro"];
            let name = named.iter().find_map(|name| found.name(name));
            let name = name.map_or(&found[0], |name| name.as_str());
            for name in name.split("::") {
                if self.names.insert(name.to_owned()) {
                    self.section.code.push_str(name);
                    self.section.code.push(' ');
                }
            }
        }
    }
}

impl Code {
    fn of(kind: &CodeBlockKind<'_>) -> Code {
        let CodeBlockKind::Fenced(info) = kind else {
            return Code::LeftOut;
        };
        match info.split([',', ' ']).next() {
            Some("console" | "toml") => Code::Whole,
            Some("rust" | "python") => Code::Names,
            _ => Code::LeftOut,
        }
    }
}

/// English with [`NOT_SEARCHED`] instead of its own list.
struct OurEnglish(English);

impl Language for OurEnglish {
    fn name(&self) -> String {
        self.0.name()
    }

    fn code(&self) -> String {
        self.0.code()
    }

    fn tokenize(&self, text: &str) -> Vec<String> {
        tokenize(text)
    }

    fn make_pipeline(&self) -> Pipeline {
        let mut pipeline = self.0.make_pipeline();
        for step in &mut pipeline.queue {
            if step.name() == "stopWordFilter" {
                *step = Box::new(OurStopWords);
            }
        }
        pipeline
    }
}

struct OurStopWords;

impl PipelineFn for OurStopWords {
    fn name(&self) -> String {
        "stopWordFilter".to_owned()
    }

    fn filter(&self, token: String) -> Option<String> {
        (!NOT_SEARCHED.contains(&token.as_str())).then_some(token)
    }
}

/// As mdBook's own index does, without the numbers of measurements.
fn tokenize(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || c == '-')
        .map(|word| word.trim().to_lowercase())
        .filter(|word| word.contains(char::is_alphabetic) && word.len() <= LONGEST_WORD)
        .collect()
}

/// The script that holds the index of these pages, in their order, with the settings of `book.toml`.
///
/// # Errors
/// The index can't be written as JSON.
pub fn script(pages: &[Page], config: &Config) -> Result<String> {
    let html = config.html_config();
    let search = html.and_then(|html| html.search).unwrap_or_default();
    let boosts = [
        ("title", search.boost_title),
        ("body", search.boost_paragraph),
    ];
    let (index, urls) = index(pages)?;
    let fields: Map<String, Value> = boosts
        .map(|(field, boost)| (field.to_owned(), json!({ "boost": boost })))
        .into_iter()
        .collect();
    let bool = if search.use_boolean_and { "AND" } else { "OR" };
    let all = json!({
        "doc_urls": urls,
        "index": index,
        "results_options": {
            "limit_results": search.limit_results,
            "teaser_word_count": search.teaser_word_count,
        },
        "search_options": { "bool": bool, "expand": search.expand, "fields": fields },
    });
    let words = serde_json::to_string(NOT_SEARCHED.as_slice())?;
    let all = serde_json::to_string(&all)?
        .replace('\\', "\\\\")
        .replace('\'', "\\'");
    Ok(format!(
        "elasticlunr.clearStopWords();elasticlunr.addStopWords({words});\n\
         window.search=Object.assign(window.search,JSON.parse('{all}'));\n"
    ))
}

/// The index as elasticlunr.js reads it, and the address of each section in it.
fn index(pages: &[Page]) -> Result<(Value, Vec<String>)> {
    let language = Box::new(OurEnglish(English::new()));
    let mut index: Index = ["title", "body"]
        .iter()
        .fold(IndexBuilder::with_language(language), |builder, field| {
            builder.add_field_with_tokenizer(field, Box::new(tokenize))
        })
        .build();
    let mut urls = Vec::new();
    let mut shown = Map::new();
    for page in pages {
        let url = page.path.with_extension("html");
        let url = url.to_string_lossy().replace('\\', "/");
        for section in &page.sections {
            let number = urls.len().to_string();
            let body = format!("{} {}", section.text, section.code);
            index.add_doc(&number, [&section.title, &body]);
            let mut above = page.names.clone();
            above.push(section.title.clone());
            let document = json!({
                "id": number,
                "title": section.title,
                "body": beginning(&section.text),
                "breadcrumbs": above.join(" » "),
            });
            shown.insert(number, document);
            urls.push(match section.id.as_str() {
                "" => url.clone(),
                id => format!("{url}#{id}"),
            });
        }
    }
    let mut index = serde_json::to_value(&index)?;
    index["documentStore"]["docs"] = Value::Object(shown);
    round(&mut index["index"]);
    Ok((index, urls))
}

/// As many whole words of `text` as a result can show.
fn beginning(text: &str) -> &str {
    if text.len() <= SHOWN {
        return text;
    }
    let spaces = text.match_indices(' ').map(|(at, _)| at);
    let end = spaces.take_while(|at| *at <= SHOWN).last();
    &text[..end.unwrap_or(0)]
}

/// Rounds the numbers below `value` to two places, which order results as well as sixteen do.
fn round(value: &mut Value) {
    match value {
        Value::Object(fields) => fields.values_mut().for_each(round),
        Value::Number(number) => {
            let exact = number.as_f64().unwrap_or_default();
            let rounded = (exact * 100.0).round() / 100.0;
            *value = match rounded.fract() == 0.0 {
                true => json!(rounded as u64),
                false => json!(rounded),
            };
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expand::Part;

    fn read(markdown: &str, claims_from: usize) -> Vec<Section> {
        let part = |start, origin| Part {
            start,
            line: 1,
            file: "src/page.md".to_owned(),
            origin,
        };
        sections(&Expanded {
            markdown: markdown.to_owned(),
            fences: Vec::new(),
            parts: vec![part(0, Origin::Writer), part(claims_from, Origin::Claim)],
            opens: None,
        })
    }

    #[test]
    fn a_page_is_searched_by_its_prose_and_the_names_in_its_code() {
        let page = "# Two *words*\n\nOf `it`.\n\n## Again!\n\n```rust\nuse std::thread::sleep;\nfn wait() { let own = sleep(1); println!() }\n```\n\n\
                    ```text\nprinted\n```\n\n## Again\n\n```console\n$ cargo test\n```\n\n#### Deep\n\n<p class=\"a\">in&#10;a tag</p>\n\n### Own {#given}\n\n\
                    ```rust\nsleep::again()\n```\n";
        let found = read(page, page.len());
        let named = |section: &Section| (section.id.clone(), section.title.clone());
        let names: Vec<_> = found.iter().map(named).collect();
        let wanted = [
            ("two-words", "Two words"),
            ("again", "Again!"),
            ("again-1", "Again"),
            ("given", "Own"),
        ];
        assert_eq!(
            names,
            wanted.map(|(id, title)| (id.to_owned(), title.to_owned()))
        );
        assert_eq!(found[0].text, "Of it.");
        assert_eq!(found[1].code, "std thread sleep wait println! ");
        assert_eq!(found[1].text, "");
        assert_eq!(found[2].text, "$ cargo test Deep in a tag");
        assert_eq!(found[3].code, "again ");
    }

    #[test]
    fn the_code_of_a_claim_is_left_out() {
        let before = "## It holds\n\n";
        let page = format!("{before}```rust\nfn it_holds() {{}}\n```\n\nLine 3\n");
        let found = read(&page, before.len());
        assert_eq!(
            (found[0].text.as_str(), found[0].code.as_str()),
            ("Line 3", "")
        );
    }

    #[test]
    fn an_index_has_the_words_that_english_lists_leave_out_and_no_number() {
        let section = Section {
            id: "a".to_owned(),
            title: "While".to_owned(),
            text: "for after the 1.5".to_owned(),
            code: "spawn ".to_owned(),
        };
        let page = Page {
            path: "idea/page.md".into(),
            names: vec!["Page".to_owned()],
            sections: vec![section],
        };
        let (index, urls) = index(&[page]).unwrap();
        assert_eq!(urls, ["idea/page.html#a"]);
        let has = |field: &str, word: &str| {
            let letters = word.chars().map(String::from);
            let node = letters.fold(&index["index"][field]["root"], |node, c| &node[c]);
            node["docs"]["0"].is_object()
        };
        assert!(has("title", "while"));
        assert!(
            ["for", "after", "spawn", "while"]
                .iter()
                .all(|word| has("body", word))
        );
        assert!(!has("body", "the") && !has("body", "1.5"));
        assert_eq!(
            index["documentStore"]["docs"]["0"]["breadcrumbs"],
            "Page » While"
        );
    }
}
