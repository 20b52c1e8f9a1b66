//! The pages of the served book: which a save concerns, and what mdBook gets of them. Pages that a save does not concern
//! stay as they were made.

use super::sources::Sources;
use crate::parts::{Key, Parts};
use crate::site::head;
use crate::site::page::{For, Made, make};
use crate::site::preprocess::{below_src, not_in_summary};
use anyhow::{Context, Result};
use expand::Book as Content;
use listing::{Errors, Versions};
use mdbook_driver::MDBook;
use mdbook_driver::book::{Book, BookItem, Chapter};
use mdbook_html::HtmlHandlebars;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// Directives that show what their words name, and nothing else. A page with another one may show anything.
const SHOW_WHAT_THEY_NAME: [&str; 8] = [
    "program", "keep", "diff", "output", "timeline", "measured", "claim", "quiz",
];

/// A page as it was made.
pub struct Page {
    /// What it was made from; `None` if it has an error since.
    from: Option<Key>,
    pub made: Made,
    /// Of `made`, and of the title.
    pub looks: Key,
    /// The title that a `{{#title}}` of mdBook's gave it.
    pub title: Option<String>,
    /// Where mdBook puts it: `README.md` becomes `index.md`.
    pub path: PathBuf,
    parts: Parts,
}

/// All pages of the book, by their paths below `src`, and the listings that they show.
#[derive(Default)]
pub struct Pages {
    content: Option<(Key, Arc<Content>)>,
    pages: BTreeMap<String, Page>,
}

/// What was made again.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Redone {
    /// Whether all listings were read again.
    pub listings: bool,
    /// The pages, by their paths below `src`.
    pub pages: Vec<String>,
    /// How many fences, timelines, archives and the like were made for them.
    pub parts: usize,
}

impl Pages {
    /// Makes the pages that changed `sources` concern. `mdbook` is the book as mdBook reads it, before its preprocessors.
    ///
    /// # Errors
    /// All that is wrong with the listings, or with the pages.
    pub fn update(
        &mut self,
        root: &Path,
        sources: &Sources,
        mdbook: &mut MDBook,
    ) -> Result<Redone> {
        let (content, listings) = self.read(root, sources)?;
        let shape = shape(&content, sources);
        let mut wanted = BTreeMap::new();
        let mut named = BTreeSet::new();
        for chapter in mdbook.book.chapters() {
            let Some(path) = chapter.source_path.as_deref().map(below_src) else {
                continue;
            };
            let key = key(&content, sources, shape, &path, chapter);
            if self.pages.get(&path).is_none_or(|p| p.from != Some(key)) {
                wanted.insert(path.clone(), (key, chapter.clone()));
            }
            named.insert(path);
        }
        self.pages.retain(|path, _| named.contains(path));
        let mut redone = Redone {
            listings,
            pages: wanted.keys().cloned().collect(),
            parts: 0,
        };
        let made = self.make(&content, wanted, mdbook);
        let missing = not_in_summary(&content, &named);
        match made {
            Ok(parts) if missing.is_empty() => redone.parts = parts,
            Ok(_) => return Err(Errors(missing).into()),
            Err(error) => {
                return Err(match error.downcast::<Errors>() {
                    Ok(Errors(mut errors)) => {
                        errors.extend(missing);
                        Errors(errors).into()
                    }
                    Err(error) => error,
                });
            }
        }
        Ok(redone)
    }

    /// The page at `path` below `src`.
    pub fn get(&self, path: &str) -> Option<&Page> {
        self.pages.get(path)
    }

    /// What the pages of `book` say of themselves, in the order in which mdBook hands them to a preprocessor.
    pub fn heads(&self, book: &mut Book) -> Vec<head::Page> {
        let mut heads = Vec::new();
        book.for_each_chapter_mut(|chapter| {
            let path = chapter.source_path.as_deref().map(below_src);
            let page = path.and_then(|path| self.pages.get(&path));
            heads.extend(page.map(|page| page.made.head.clone()));
        });
        heads
    }

    /// The pages' texts and the listings, and whether the listings were read: they are only if one has changed.
    fn read(&mut self, root: &Path, sources: &Sources) -> Result<(Arc<Content>, bool)> {
        let files: Vec<_> = sources.below("listings/").collect();
        let book: Vec<_> = sources.below("book.toml").collect();
        let from = Key::of((files, book));
        let before = self.content.take().filter(|(key, _)| *key == from);
        let listings = before.is_none();
        let content = match before {
            Some((_, mut content)) => {
                Arc::make_mut(&mut content).reload_pages()?;
                content
            }
            None => Arc::new(Content::load(root)?),
        };
        self.content = Some((from, content.clone()));
        Ok((content, listings))
    }

    /// Makes the `wanted` pages as all preprocessors of the book make them. Returns the number of their new parts.
    fn make(
        &mut self,
        content: &Arc<Content>,
        wanted: BTreeMap<String, (Key, Chapter)>,
        mdbook: &mut MDBook,
    ) -> Result<usize> {
        if wanted.is_empty() {
            return Ok(0);
        }
        let mut keys = BTreeMap::new();
        let mut chapters = Vec::new();
        let mut parts = BTreeMap::new();
        for (path, (key, chapter)) in wanted {
            if let Some(page) = self.pages.get_mut(&path) {
                page.from = None;
                parts.insert(path.clone(), std::mem::take(&mut page.parts));
            }
            keys.insert(path, key);
            let sub_items = Vec::new();
            chapters.push(BookItem::Chapter(Chapter {
                sub_items,
                ..chapter
            }));
        }
        let work = Arc::new(Mutex::new(Work {
            parts,
            ..Work::default()
        }));
        let whole = std::mem::replace(&mut mdbook.book, Book::new_with_items(chapters));
        mdbook.with_preprocessor(Writers {
            content: content.clone(),
            work: work.clone(),
        });
        let preprocessed = mdbook.preprocess_book(&HtmlHandlebars::new());
        mdbook.book = whole;
        let mut work = work.lock().ok().context("a page could not be made")?;
        let (book, context) = preprocessed?;
        let titles = context.chapter_titles.borrow();
        let mut made_parts = 0;
        for chapter in book.chapters() {
            let path = chapter.source_path.as_deref().map(below_src);
            let Some((path, made)) = path.and_then(|path| work.made.remove_entry(&path)) else {
                continue;
            };
            let mut parts = work.parts.remove(&path).unwrap_or_default();
            made_parts += parts.finish();
            let markdown = chapter.content.clone();
            let at = chapter.path.clone().unwrap_or_default();
            let made = Made { markdown, ..made };
            let title = titles.get(&at).cloned();
            let page = Page {
                from: keys.remove(&path),
                looks: Key::of((&made, &title)),
                made,
                title,
                path: at,
                parts,
            };
            self.pages.insert(path, page);
        }
        // A page with an error keeps its parts for the next save.
        for (path, parts) in std::mem::take(&mut work.parts) {
            if let Some(page) = self.pages.get_mut(&path) {
                page.parts = parts;
            }
        }
        match std::mem::take(&mut work.errors) {
            errors if errors.is_empty() => Ok(made_parts),
            errors => Err(Errors(errors).into()),
        }
    }
}

/// What a preprocessor leaves for who started it.
#[derive(Default)]
struct Work {
    /// What the pages may take from before; afterwards, what they are put together from.
    parts: BTreeMap<String, Parts>,
    /// The pages, whose Markdown other preprocessors may change after press.
    made: BTreeMap<String, Made>,
    errors: Vec<listing::Error>,
}

/// Press as a preprocessor of some pages, for their writers.
struct Writers {
    content: Arc<Content>,
    work: Arc<Mutex<Work>>,
}

impl Preprocessor for Writers {
    fn name(&self) -> &str {
        "press"
    }

    fn run(&self, _: &PreprocessorContext, mut book: Book) -> Result<Book> {
        let mut work = self.work.lock().ok().context("a page could not be made")?;
        book.for_each_chapter_mut(|chapter| {
            let Some(path) = chapter.source_path.as_deref().map(below_src) else {
                return;
            };
            let mut parts = Parts::again(work.parts.remove(&path).unwrap_or_default());
            match make(&self.content, &path, chapter, For::Writers, &mut parts) {
                Ok(made) => {
                    chapter.content.clone_from(&made.markdown);
                    work.made.insert(path.clone(), made);
                }
                Err(Errors(errors)) => work.errors.extend(errors),
            }
            work.parts.insert(path, parts);
        });
        Ok(book)
    }
}

/// All that the page at `path` is made from.
fn key(content: &Content, sources: &Sources, shape: Key, path: &str, chapter: &Chapter) -> Key {
    let quiz = format!("quizzes/{}.toml", path.trim_end_matches(".md"));
    let mut files: Vec<_> = sources.below(&quiz).collect();
    let mut folders = BTreeSet::new();
    for directive in directives(&chapter.content) {
        let mut words = directive.split(|c: char| c.is_whitespace() || c == '/');
        if !SHOW_WHAT_THEY_NAME.contains(&words.next().unwrap_or_default()) {
            folders.insert("listings/".to_owned());
        }
        let programs = words.filter_map(|word| content.programs.get(word));
        folders.extend(programs.map(|program| format!("listings/{}/", program.place.package)));
    }
    for folder in &folders {
        files.extend(sources.below(folder));
    }
    Key::of((shape, path, &chapter.name, &chapter.content, files))
}

/// What a page may say of all others, and of what it shows of no listing: titles, where programs are, versions, pictures.
fn shape(content: &Content, sources: &Sources) -> Key {
    let pages = content.pages.iter().map(|(path, text)| {
        let programs = directives(text).filter(|d| d.starts_with("program"));
        (path, content.title_of(path), programs.collect::<Vec<_>>())
    });
    let mut versions = Versions::default();
    for listing in content.programs.values().flat_map(|p| &p.listings) {
        if let Some(recorded) = &listing.recorded {
            versions.add(&listing.model, recorded);
        }
    }
    let pictures = sources
        .below("src/")
        .filter(|(path, _)| !path.ends_with(".md"));
    Key::of((
        pages.collect::<Vec<_>>(),
        &content.repository,
        versions.sentence(),
        pictures.collect::<Vec<_>>(),
        sources.below("exercises/").collect::<Vec<_>>(),
        sources.below("Cargo.lock").collect::<Vec<_>>(),
    ))
}

/// What stands between `{{#` and `}}`, in code too.
fn directives(text: &str) -> impl Iterator<Item = &str> {
    let after = text.split("{{#").skip(1);
    after.map(|rest| rest.split("}}").next().unwrap_or_default())
}
