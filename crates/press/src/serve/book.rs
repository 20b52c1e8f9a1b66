//! The book that is served. After a save, the pages that the save concerns are made and rendered; all others stay as
//! they are. What is made from all pages, the search index and the page that prints them, follows later.
//!
//! mdBook renders a book whole, so it gets one in which the other pages are empty, and what it makes of these is not
//! taken. Files have the same names whatever they hold, unlike in the static book: otherwise each page would change
//! with every style, script and word.

use super::pages::{Pages, Redone};
use super::sources::{Sources, Version, copied};
use crate::parts::Key;
use crate::site::build;
use crate::site::preprocess::{below_src, write_theme};
use crate::site::search;
use anyhow::{Context, Result};
use mdbook_driver::MDBook;
use mdbook_driver::book::{Book, Chapter};
use mdbook_driver::config::Config;
use mdbook_html::HtmlHandlebars;
use mdbook_renderer::{RenderContext, Renderer};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What is made from all pages.
pub const OF_ALL_PAGES: [&str; 2] = ["print.html", "searchindex.js"];

/// The files that are made from all pages, in a book with or without a theme of its own.
fn of_all_pages() -> impl Iterator<Item = &'static str> {
    OF_ALL_PAGES.into_iter().chain([search::FILE])
}

/// A book that is served from a folder.
pub struct ServedBook {
    root: PathBuf,
    /// What is served.
    folder: PathBuf,
    /// Where mdBook renders what is not served yet.
    work: PathBuf,
    pages: Pages,
    /// What the pages that are served were rendered from, by their paths below `src`.
    shown: BTreeMap<String, Key>,
    /// The files below `src` that are served as they are.
    copied: BTreeMap<PathBuf, Version>,
}

/// A change of the served book that no reader sees yet.
pub struct Change {
    /// What was made again.
    pub redone: Redone,
    /// The pages that were rendered, by their paths below `src`.
    pub rendered: Vec<String>,
    /// Files to be moved: from where, and to where below the served folder.
    replaced: Vec<(PathBuf, PathBuf)>,
    /// Below the served folder.
    removed: Vec<PathBuf>,
    shown: BTreeMap<String, Key>,
    copied: BTreeMap<PathBuf, Version>,
}

impl Change {
    /// Whether a reader sees nothing of it.
    pub fn is_empty(&self) -> bool {
        self.replaced.is_empty() && self.removed.is_empty()
    }

    /// The files that it writes, below the served folder, with forward slashes.
    pub fn files(&self) -> Vec<String> {
        self.replaced.iter().map(|(_, to)| below_src(to)).collect()
    }
}

/// The book as it should be now.
struct Plan {
    config: Config,
    /// Chapters as mdBook's preprocessors leave them.
    book: Book,
    titles: BTreeMap<PathBuf, String>,
    redone: Redone,
    /// What each page has to be rendered from.
    shown: BTreeMap<String, Key>,
}

impl ServedBook {
    /// The book of `root`, which is served from `folder`; both, and `work`, are on one disk.
    pub fn new(root: &Path, folder: &Path, work: &Path) -> ServedBook {
        ServedBook {
            root: root.to_owned(),
            folder: folder.to_owned(),
            work: work.to_owned(),
            pages: Pages::default(),
            shown: BTreeMap::new(),
            copied: BTreeMap::new(),
        }
    }

    /// Makes the book of these `sources`, all but what is made from all pages.
    ///
    /// # Errors
    /// All that is wrong with the sources, or a file that can't be written. The served book stays as it is.
    pub fn change(&mut self, sources: &Sources) -> Result<Change> {
        let plan = self.plan(sources)?;
        let is_shown = |(path, key): &(&String, &Key)| self.shown.get(*path) == Some(*key);
        let rendered = plan.shown.iter().filter(|entry| !is_shown(entry));
        let rendered: Vec<String> = rendered.map(|(path, _)| path.clone()).collect();
        let out = self.render(&plan, &rendered)?;
        let copied = copied(&self.root);
        let mut replaced = self.differing(&plan, &rendered, &out)?;
        let in_out = files_below(&out)?;
        let staged = self.work.join("copied");
        empty(&staged)?;
        for (file, version) in &copied {
            if self.copied.get(file) != Some(version) {
                let to = staged.join(file);
                fs::create_dir_all(to.parent().unwrap_or(&staged))?;
                fs::copy(self.root.join("src").join(file), &to)
                    .with_context(|| format!("src/{} can't be copied", below_src(file)))?;
                replaced.push((to, file.clone()));
            }
        }
        let stays = |file: &PathBuf| {
            in_out.contains(file)
                || copied.contains_key(file)
                || of_all_pages().any(|name| Path::new(name) == file)
        };
        let served = files_below(&self.folder).unwrap_or_default();
        Ok(Change {
            redone: plan.redone,
            rendered,
            replaced,
            removed: served.into_iter().filter(|file| !stays(file)).collect(),
            shown: plan.shown,
            copied,
        })
    }

    /// Serves what a [`change`](ServedBook::change) made. No reader may use the folder meanwhile.
    ///
    /// # Errors
    /// A file can't be written. The book is made anew by the next change.
    pub fn publish(&mut self, change: Change) -> Result<()> {
        let published = change.replaced.iter().try_for_each(|(from, to)| {
            let to = self.folder.join(to);
            fs::create_dir_all(to.parent().unwrap_or(&self.folder))?;
            fs::rename(from, &to)
        });
        let removed = change.removed.iter();
        let published = published.and_then(|()| {
            removed
                .into_iter()
                .try_for_each(|f| fs::remove_file(self.folder.join(f)))
        });
        if let Err(error) = published {
            self.forget();
            return Err(error)
                .with_context(|| format!("{}: the book can't be written", self.folder.display()));
        }
        self.shown = change.shown;
        self.copied = change.copied;
        Ok(())
    }

    /// Takes the served folder for what a change would make of these `sources`, and gets ready for the next one.
    ///
    /// # Errors
    /// As of [`change`](ServedBook::change).
    pub fn adopt(&mut self, sources: &Sources) -> Result<()> {
        self.shown = self.plan(sources)?.shown;
        self.copied = copied(&self.root);
        Ok(())
    }

    /// Has the next change make everything.
    pub fn forget(&mut self) {
        self.pages = Pages::default();
        self.shown.clear();
        self.copied.clear();
    }

    /// What makes the files that are made from all pages of these `sources`.
    ///
    /// # Errors
    /// As of [`change`](ServedBook::change).
    pub fn rest(&mut self, sources: &Sources) -> Result<Rest> {
        let plan = self.plan(sources)?;
        let config = self.config(&plan.config)?;
        let searched = search::is_asked_for(&self.root).then(|| {
            let page = |chapter: &Chapter| {
                let path = chapter.source_path.as_deref().map(below_src)?;
                search::Page::new(chapter, self.pages.get(&path)?.made.sections.clone())
            };
            plan.book.chapters().filter_map(page).collect()
        });
        let mut context = RenderContext::new(
            self.stage(&plan.config, "root-of-rest")?,
            plan.book,
            config,
            self.work.join("rest"),
        );
        context.chapter_titles.extend(plan.titles);
        Ok(Rest {
            context,
            searched,
            folder: self.folder.clone(),
        })
    }

    fn plan(&mut self, sources: &Sources) -> Result<Plan> {
        let mut config = build::load_config(&self.root)?;
        build::check_summary(&self.root)?;
        build::only_html(&mut config)?;
        let mut mdbook = MDBook::load_with_config(&self.root, config.clone())?;
        let redone = self.pages.update(&self.root, sources, &mut mdbook)?;
        let mut book = mdbook.book;
        write_theme(&self.root, &config, &self.pages.heads(&mut book))?;
        let mut titles = BTreeMap::new();
        book.for_each_chapter_mut(|chapter| {
            let path = chapter.source_path.as_deref().map(below_src);
            if let Some(page) = path.and_then(|path| self.pages.get(&path)) {
                chapter.content.clone_from(&page.made.markdown);
                chapter.path = Some(page.path.clone());
                let title = page.title.clone();
                titles.extend(title.map(|title| (page.path.clone(), title)));
            }
        });
        let shown = self.shown(&config, &book, sources);
        Ok(Plan {
            config,
            book,
            titles,
            redone,
            shown,
        })
    }

    /// What each page of `book` is rendered from.
    fn shown(&self, config: &Config, book: &Book, sources: &Sources) -> BTreeMap<String, Key> {
        // Pages hold templates of the theme, and the names of its other files.
        let theme = sources.below("theme/").map(|(path, version)| {
            let template = path.ends_with(".hbs");
            (path, template.then_some(version))
        });
        let picture = sources.below("src/share.png").count();
        let settings = serde_json::to_string(config).unwrap_or_default();
        let all = Key::of((theme.collect::<Vec<_>>(), picture, settings));
        let chapters: Vec<&Chapter> = book.chapters().collect();
        let link = |chapter: Option<&&Chapter>| chapter.map(|c| (c.name.clone(), c.path.clone()));
        let mut shown = BTreeMap::new();
        for (n, chapter) in chapters.iter().enumerate() {
            let path = chapter.source_path.as_deref().map(below_src);
            if let Some((path, page)) =
                path.and_then(|path| Some((path.clone(), self.pages.get(&path)?)))
            {
                let before = n.checked_sub(1).and_then(|n| chapters.get(n));
                let number = chapter.number.as_ref().map(ToString::to_string);
                let own = (link(Some(chapter)), number, page.looks);
                let key = Key::of((all, own, link(before), link(chapters.get(n + 1))));
                shown.insert(path, key);
            }
        }
        shown
    }

    /// Has mdBook render the pages at these paths below `src`; returns the folder in which they are, among others.
    fn render(&self, plan: &Plan, pages: &[String]) -> Result<PathBuf> {
        let wanted: BTreeSet<&str> = pages.iter().map(String::as_str).collect();
        let mut config = self.config(&plan.config)?;
        let mut book = plan.book.clone();
        let mut not_searched = BTreeMap::new();
        book.for_each_chapter_mut(|chapter| {
            let path = chapter.source_path.as_deref().map(below_src);
            match path.filter(|path| wanted.contains(path.as_str())) {
                Some(path) => {
                    not_searched.insert(path, json!({ "enable": false }));
                }
                None => chapter.content.clear(),
            }
        });
        config.set("output.html.search.chapter", not_searched)?;
        let out = self.work.join("pages");
        let mut context = RenderContext::new(self.stage(&plan.config, "root")?, book, config, &out);
        context.chapter_titles.extend(
            plan.titles
                .iter()
                .map(|(at, title)| (at.clone(), title.clone())),
        );
        HtmlHandlebars::new().render(&context)?;
        Ok(out)
    }

    /// The settings with which mdBook renders what is served.
    fn config(&self, config: &Config) -> Result<Config> {
        let mut config = config.clone();
        let theme: Option<PathBuf> = config.get("output.html.theme")?;
        let theme = self.root.join(theme.unwrap_or_else(|| "theme".into()));
        if theme.is_dir() {
            config.set("output.html.theme", theme)?;
        }
        config.set("output.html.hash-files", false)?;
        Ok(config)
    }

    /// A root for mdBook, called `name`, that holds only what it reads there to render pages: it would copy all other
    /// files each time.
    fn stage(&self, config: &Config, name: &str) -> Result<PathBuf> {
        let root = self.work.join(name);
        let src = Path::new(&config.book.src);
        empty(&root.join(src))?;
        let html = config.get::<Value>("output.html")?.unwrap_or_default();
        let loaded = ["additional-css", "additional-js"].map(|name| html[name].as_array().cloned());
        let loaded = loaded.into_iter().flatten().flatten();
        let mut files: Vec<PathBuf> = loaded
            .filter_map(|file| Some(file.as_str()?.into()))
            .collect();
        let not_found = html["input-404"].as_str().unwrap_or("404.md");
        files.push(src.join(not_found));
        for file in files {
            let (from, to) = (self.root.join(&file), root.join(&file));
            if from.is_file() && from != to {
                fs::create_dir_all(to.parent().unwrap_or(&root))?;
                fs::copy(&from, &to)
                    .with_context(|| format!("{} can't be copied", file.display()))?;
            }
        }
        Ok(root)
    }

    /// The files in `out` that are to be served instead of those that are: of pages, only the `rendered` ones.
    fn differing(
        &self,
        plan: &Plan,
        rendered: &[String],
        out: &Path,
    ) -> Result<Vec<(PathBuf, PathBuf)>> {
        let mut other_pages = BTreeSet::new();
        for (n, chapter) in plan.book.chapters().enumerate() {
            let path = chapter.source_path.as_deref().map(below_src);
            if path.is_none_or(|path| !rendered.contains(&path)) {
                let html = chapter.path.as_deref().map(|at| at.with_extension("html"));
                other_pages.extend(html);
                // The first page is the book's index, too.
                other_pages.extend((n == 0).then(|| PathBuf::from("index.html")));
            }
        }
        let mut differing = Vec::new();
        for file in files_below(out)? {
            let of_all = of_all_pages().any(|name| Path::new(name) == file);
            if of_all || other_pages.contains(&file) {
                continue;
            }
            let from = out.join(&file);
            if fs::read(&from)? != fs::read(self.folder.join(&file)).unwrap_or_default() {
                differing.push((from, file));
            }
        }
        Ok(differing)
    }
}

/// What makes the files of [`OF_ALL_PAGES`].
pub struct Rest {
    context: RenderContext,
    /// The pages, if the theme has a search of its own.
    searched: Option<Vec<search::Page>>,
    folder: PathBuf,
}

impl Rest {
    /// Makes them. It takes as long as to render the whole book.
    ///
    /// # Errors
    /// mdBook can't make them.
    pub fn make(&self) -> Result<()> {
        HtmlHandlebars::new().render(&self.context)?;
        if let Some(pages) = &self.searched {
            let file = self.context.destination.join(search::FILE);
            fs::create_dir_all(file.parent().unwrap_or(&file))?;
            fs::write(&file, search::script(pages, &self.context.config)?)
                .with_context(|| format!("{} can't be written", search::FILE))?;
        }
        Ok(())
    }

    /// Serves them. No reader may use the folder meanwhile.
    ///
    /// # Errors
    /// A file can't be written.
    pub fn publish(&self) -> Result<()> {
        for name in of_all_pages() {
            let made = self.context.destination.join(name);
            if made.is_file() {
                fs::rename(&made, self.folder.join(name))
                    .with_context(|| format!("{name} can't be written"))?;
            }
        }
        Ok(())
    }
}

/// Makes the folder, or removes what it holds.
fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .with_context(|| format!("{} can't be removed", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("{} can't be made", folder.display()))
}

/// All files below `folder`, by their paths in it.
fn files_below(folder: &Path) -> Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let cannot_read = || format!("{} can't be read", next.display());
        for entry in next.read_dir().with_context(cannot_read)? {
            let path = entry.with_context(cannot_read)?.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(below) = path.strip_prefix(folder) {
                found.insert(below.to_owned());
            }
        }
    }
    Ok(found)
}
