//! One page, from directives to Markdown: what made each part of it, its ids, its links and its foot.

use crate::book::{Book, Listing, ListingId};
use crate::curtain;
use crate::directives;
use crate::fences::{self, Check, Fence};
use listing::{Error, Errors, Versions, line_at};
use std::collections::BTreeMap;
use std::fmt::Write;

/// A page as a reader sees it, still in Markdown.
#[derive(Debug, Clone)]
pub struct Expanded {
    pub markdown: String,
    /// Its Rust fences, in their order.
    pub fences: Vec<Fence>,
    /// What made which stretch, in their order.
    pub parts: Vec<Part>,
    /// The model that it opens in for a reader who has chosen none, if not the book's first.
    pub opens: Option<String>,
}

/// Where a stretch of the expanded page comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its first byte in [`Expanded::markdown`].
    pub start: usize,
    /// The line of the page's source, from 1.
    pub line: usize,
    /// The file that `line` counts in: the page's, or its quiz's.
    pub file: String,
    pub origin: Origin,
}

/// What made a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The writer: line after line of the page.
    Writer,
    /// A directive, all of it on one line of the page.
    Directive,
    /// A directive that shows this listing whole.
    Listing(ListingId),
    /// A directive that shows an item of this listing.
    Excerpt(ListingId),
    /// A directive that shows the part of this listing that a reader takes along, and the arguments of its `cargo add`.
    Keep(ListingId, String),
    /// The quiz of the page, in the words of its writer.
    Quiz,
    /// A directive that shows a test.
    Claim,
    /// A directive that shows a program and what it prints.
    Prints(String),
}

impl Expanded {
    /// The file and line (from 1) that made the byte at `at` of the Markdown.
    pub fn line_of(&self, at: usize) -> (&str, usize) {
        let part = self.part_at(at);
        let line = match part.origin {
            Origin::Writer => part.line + self.markdown[part.start..at].matches('\n').count(),
            _ => part.line,
        };
        (&part.file, line)
    }

    /// The part that holds the byte at `at`.
    pub fn part_at(&self, at: usize) -> &Part {
        let after = self.parts.partition_point(|p| p.start <= at);
        &self.parts[after.saturating_sub(1)]
    }
}

impl Book {
    /// Expands the page at `path` below `src` (or `README.md` of the root, as `../README.md`), whose text is `text`.
    ///
    /// # Errors
    /// Everything that is wrong with the page, each with its line and what to do.
    pub fn expand(&self, path: &str, text: &str) -> Result<Expanded, Errors> {
        let mut page = Page::new(self, path);
        page.expand(text);
        let mut errors = page.errors;
        let mut expanded = Expanded {
            markdown: page.out,
            fences: Vec::new(),
            parts: page.parts,
            opens: page.opens,
        };
        let (fences, wrong) = fences::read(&expanded);
        errors.extend(wrong);
        if !errors.is_empty() {
            return Err(Errors(errors));
        }
        expanded.fences = fences;
        for fence in &mut expanded.fences {
            // Only a listing that runs to success can be run by skeptic, which knows no other end.
            let listing = fence
                .listing
                .as_ref()
                .and_then(|id| self.listing(&id.program, &id.model));
            if fence.check == Check::Run && listing.is_some_and(|l| !l.manifest.runs_to_success()) {
                fence.check = Check::CompileOnly;
            }
        }
        Ok(expanded)
    }
}

/// A page as far as it is expanded.
pub(crate) struct Page<'book> {
    pub book: &'book Book,
    /// Below `src`, with forward slashes.
    pub path: &'book str,
    /// What the page has become.
    pub out: String,
    /// Relative to the book's root.
    file: String,
    /// Of the directive, or of the writer's text after it: the line of the page, from 1.
    line: usize,
    /// Of the last heading above, from 1 to 6.
    level: usize,
    /// The region whose curtain hides what the directive prints, if it is in one.
    region: Option<usize>,
    parts: Vec<Part>,
    /// How often each id was wanted.
    used: BTreeMap<String, usize>,
    /// With what the listings were recorded that the page shows.
    versions: Versions,
    opens: Option<String>,
    errors: Vec<Error>,
}

impl<'book> Page<'book> {
    fn new(book: &'book Book, path: &'book str) -> Page<'book> {
        Page {
            book,
            path,
            out: String::new(),
            file: file_of(path),
            line: 1,
            level: 1,
            region: None,
            parts: Vec::new(),
            used: BTreeMap::new(),
            versions: Versions::default(),
            opens: None,
            errors: Vec::new(),
        }
    }

    fn expand(&mut self, text: &str) {
        let found = directives::find(text);
        let (regions, wrong) = curtain::regions(text, found.iter().flatten());
        wrong.into_iter().for_each(|error| self.error(error));
        let mut at = 0;
        for call in found {
            let call = match call {
                Ok(call) => call,
                Err(error) => {
                    self.error(error);
                    continue;
                }
            };
            self.write(text, at..call.range.start);
            (self.line, self.level) = (call.line, call.level);
            let region = regions
                .iter()
                .find(|region| region.range.contains(&call.range.start));
            self.region = region.map(|region| region.number);
            self.part(Origin::Directive);
            if let Err(error) = (call.directive.expand)(self, &call) {
                self.error(error);
            }
            at = call.range.end;
        }
        self.write(text, at..text.len());
        if !self.path.starts_with("../") {
            self.foot();
        }
    }

    /// Appends what the writer wrote in this range of the page's `text`.
    fn write(&mut self, text: &str, range: std::ops::Range<usize>) {
        self.line = line_at(text, range.start);
        self.part(Origin::Writer);
        self.out.push_str(&text[range]);
    }

    /// Keeps an error; one without a file is about the directive that is being expanded.
    fn error(&mut self, mut error: Error) {
        if error.file.as_os_str().is_empty() {
            error.file = self.file.clone().into();
            if error.line == 0 {
                error.line = self.line;
            }
        }
        self.errors.push(error);
    }

    /// What follows has this origin, at the line of the directive.
    pub fn part(&mut self, origin: Origin) {
        let file = self.file.clone();
        self.part_of(&file, self.line, origin);
    }

    /// What follows has this origin, at `line` of `file`; at 0 where its line is not known.
    pub fn part_of(&mut self, file: &str, line: usize, origin: Origin) {
        self.parts.push(Part {
            start: self.out.len(),
            line,
            file: file.to_owned(),
            origin,
        });
    }

    /// A fence of this origin. What follows is the directive's again.
    pub fn code(&mut self, origin: Origin, language: &str, content: &str) {
        self.part(origin);
        self.fence(language, content);
        self.part(Origin::Directive);
    }

    /// A fence that its content can't close.
    pub fn fence(&mut self, language: &str, content: &str) {
        let longest = content.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let ticks = "`".repeat(3.max(longest + 1));
        let end = if content.is_empty() || content.ends_with('\n') {
            ""
        } else {
            "\n"
        };
        let _ = writeln!(self.out, "{ticks}{language}\n{content}{end}{ticks}");
    }

    /// Appends what a program printed, or the picture of its run. After a question to predict it, it is behind a curtain: a
    /// script of the theme hides it, and shows the `button` that is here hidden.
    pub fn run(&mut self, button: bool, draw: impl FnOnce(&mut Self)) {
        let Some(region) = self.region else {
            return draw(self);
        };
        let _ = writeln!(self.out, "<div class=\"curtain\" data-region=\"{region}\">");
        if button {
            self.out
                .push_str("<button type=\"button\" hidden>Show what it prints</button>\n");
        }
        self.out.push('\n');
        draw(self);
        self.out.push_str("\n</div>\n");
    }

    /// What begins a heading one level below the one above the directive.
    pub fn hashes(&self) -> String {
        "#".repeat((self.level + 1).min(6))
    }

    /// `wanted`, with a number behind it when the page has it already.
    pub fn id(&mut self, wanted: &str) -> String {
        let times = self.used.entry(wanted.to_owned()).or_default();
        *times += 1;
        if *times == 1 {
            wanted.to_owned()
        } else {
            format!("{wanted}-{times}")
        }
    }

    /// From this page to another, both below `src`.
    pub fn link(&self, to: &str) -> String {
        let up = self.path.matches('/').count();
        format!("{}{to}", "../".repeat(up))
    }

    /// Has the foot name the versions that `listing` was recorded with.
    pub fn shows(&mut self, listing: &Listing) {
        if let Some(recorded) = &listing.recorded {
            self.versions.add(&listing.model, recorded);
        }
    }

    /// Has the page open in `model` for a reader who has chosen none.
    ///
    /// # Errors
    /// It opens in another already.
    pub fn opens_in(&mut self, model: &str) -> Result<(), Error> {
        match self.opens.replace(model.to_owned()) {
            Some(other) if other != model => Err(Error::new(
                "",
                0,
                format!("the page should open in `{model}`, and above in `{other}`"),
                "choose one",
            )),
            _ => Ok(()),
        }
    }

    /// What the page was checked with: the versions of what it shows, or else of all that the book records.
    fn foot(&mut self) {
        if self.versions == Versions::default() {
            let book = self.book;
            for listing in book.programs.values().flat_map(|p| &p.listings) {
                self.shows(listing);
            }
        }
        if let Some(sentence) = self.versions.sentence() {
            self.line = self.out.matches('\n').count() + 1;
            self.part(Origin::Directive);
            let _ = write!(
                self.out,
                "\n\n<p class=\"checked\">Checked with {sentence}.</p>\n"
            );
        }
    }
}

/// The file of the page at `path`, relative to the book's root.
pub(crate) fn file_of(path: &str) -> String {
    match path.strip_prefix("../") {
        Some(outside) => outside.to_owned(),
        None => format!("src/{path}"),
    }
}
