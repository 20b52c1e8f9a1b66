//! One page, from directives to Markdown.

use crate::book::{Book, Listing, Program};
use crate::directive::{self, Directive, Unread};
use crate::fences::{self, Check, Fence};
use crate::{claims, quiz};
use listing::{Error, Errors, Versions, did_you_mean, line_at};
use similar::{ChangeTag, TextDiff};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Names one listing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ListingId {
    pub program: String,
    pub model: String,
}

impl std::fmt::Display for ListingId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.program, self.model)
    }
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
    pub from: From,
}

/// What made a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum From {
    /// The writer: line after line of the page.
    Writer,
    /// A directive, all of it on one line of the page.
    Directive,
    /// A directive that shows this listing whole.
    Listing(ListingId),
    /// A directive that shows part of this listing.
    Excerpt(ListingId),
    /// The quiz of the page, in the words of its writer.
    Quiz,
    /// A directive that shows a test.
    Claim,
    /// A directive that shows a program and what it prints.
    Prints(String),
}

/// A page as a reader sees it, still in Markdown.
#[derive(Debug, Clone)]
pub struct Expanded {
    pub markdown: String,
    /// Its Rust fences, in their order.
    pub fences: Vec<Fence>,
    /// What made which stretch, in their order.
    pub parts: Vec<Part>,
}

impl Expanded {
    /// The file and line (from 1) that made the byte at `at` of the Markdown.
    pub fn line_of(&self, at: usize) -> (&str, usize) {
        let part = self.part_at(at);
        let line = match part.from {
            From::Writer => part.line + self.markdown[part.start..at].matches('\n').count(),
            _ => part.line,
        };
        (&part.file, line)
    }

    /// The part that holds the byte at `at`.
    pub(crate) fn part_at(&self, at: usize) -> &Part {
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
        let mut page = Page {
            book: self,
            path,
            file: match path.strip_prefix("../") {
                Some(outside) => outside.to_owned(),
                None => format!("src/{path}"),
            },
            out: String::new(),
            parts: Vec::new(),
            used: BTreeMap::new(),
            versions: Versions::default(),
            errors: Vec::new(),
            level: 1,
        };
        page.expand(text);
        let Page {
            out,
            parts,
            mut errors,
            ..
        } = page;
        let mut expanded = Expanded {
            markdown: out,
            fences: Vec::new(),
            parts,
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

struct Page<'book> {
    book: &'book Book,
    path: &'book str,
    file: String,
    out: String,
    parts: Vec<Part>,
    /// How often each id was wanted.
    used: BTreeMap<String, usize>,
    versions: Versions,
    errors: Vec<Error>,
    /// Of the heading before the directive.
    level: usize,
}

impl<'book> Page<'book> {
    fn expand(&mut self, text: &str) {
        let mut at = 0;
        for found in directive::find(text) {
            match found {
                Err(Unread(start, message, help)) => {
                    let line = line_at(text, start);
                    self.errors
                        .push(Error::new(&self.file, line, message, help));
                }
                Ok(directive) => {
                    self.part(line_at(text, at), From::Writer);
                    self.out.push_str(&text[at..directive.range.start]);
                    self.level = level_at(&text[..directive.range.start]);
                    let line = line_at(text, directive.range.start);
                    let alone = alone_on_its_line(text, &directive);
                    if let Err(mut error) = self.directive(&directive, line, alone) {
                        if error.file.as_os_str().is_empty() {
                            error.file = self.file.clone().into();
                            error.line = line;
                        }
                        self.errors.push(error);
                    }
                    at = directive.range.end;
                }
            }
        }
        self.part(line_at(text, at), From::Writer);
        self.out.push_str(&text[at..]);
        if !self.path.starts_with("../") {
            self.foot();
        }
    }

    fn part(&mut self, line: usize, from: From) {
        self.parts.push(Part {
            start: self.out.len(),
            line,
            file: self.file.clone(),
            from,
        });
    }

    /// An error whose file and line are filled in by the caller.
    fn wrong(message: impl Into<String>, help: impl Into<String>) -> Error {
        Error::new("", 0, message, help)
    }

    fn directive(&mut self, d: &Directive, line: usize, alone: bool) -> Result<(), Error> {
        if d.name != "claim" && !alone {
            return Err(Self::wrong(
                format!("`{{{{#{}}}}}` stands inside a line", d.name),
                "give it a line of its own, at the margin, with an empty line before and after",
            ));
        }
        let (words, options) = match d.name.as_str() {
            "program" => (1..=1, ["models", "anchor"].as_slice()),
            "diff" => (2..=3, [].as_slice()),
            "output" => (2..=2, [].as_slice()),
            "timeline" => (1..=9, ["fold"].as_slice()),
            "measured" => (1..=1, [].as_slice()),
            "claim" => (2..=2, [].as_slice()),
            "claims" => (0..=1, [].as_slice()),
            _ => (0..=0, [].as_slice()),
        };
        if !words.contains(&d.words.len()) {
            return Err(Self::wrong(
                format!(
                    "`{{{{#{}}}}}` does not take {} words",
                    d.name,
                    d.words.len()
                ),
                format!("for example: {}", example(&d.name)),
            ));
        }
        if let Some((key, _)) = d
            .options
            .iter()
            .find(|(key, _)| !options.contains(&key.as_str()))
        {
            return Err(Self::wrong(
                format!("`{{{{#{}}}}}` takes no `{key}=`", d.name),
                did_you_mean(key, options.iter().copied()),
            ));
        }
        let option = |key: &str| {
            d.options
                .iter()
                .find(|(k, _)| k == key)
                .map(|(_, v)| v.as_str())
        };
        let book = self.book;
        match d.name.as_str() {
            "program" => {
                let program = find_program(book, &d.words[0])?;
                let listings = match option("models") {
                    None => program.listings.iter().collect(),
                    Some(models) => models
                        .split_whitespace()
                        .map(|model| find_listing(program, model))
                        .collect::<Result<Vec<_>, _>>()?,
                };
                self.program(program, &listings, option("anchor"), line)?;
            }
            "diff" => match Self::listings(book, &d.words)?.as_slice() {
                [from, to] => self.diff(from, to, line),
                _ => {
                    return Err(Self::wrong(
                        "`{{#diff}}` compares two listings",
                        example("diff"),
                    ));
                }
            },
            "output" => {
                let listing = find_listing(find_program(book, &d.words[0])?, &d.words[1])?;
                self.part(line, From::Directive);
                self.output(listing, &format!("{}, {}", listing.program, listing.model));
            }
            "timeline" => {
                let listings = Self::listings(book, &d.words)?;
                self.part(line, From::Directive);
                self.timeline(&listings, option("fold").is_some());
            }
            "measured" => self.measured(find_program(book, &d.words[0])?, line)?,
            "claim" => self.claim(&d.words[0], &d.words[1], line)?,
            "claims" => self.claims(d.words.first().map(String::as_str), line)?,
            "programs" => self.programs(line),
            "quiz" => self.quiz(line)?,
            name => unreachable!("{name} is not in directive::NAMES"),
        }
        Ok(())
    }

    /// `count sync tokio`, or `lost/tokio lost_fixed/tokio`; a program alone is all of its models.
    fn listings(book: &'book Book, words: &[String]) -> Result<Vec<&'book Listing>, Error> {
        if words[0].contains('/') {
            return words
                .iter()
                .map(|word| {
                    let (program, model) = word.split_once('/').ok_or_else(|| {
                        Self::wrong(
                            format!("`{word}` is no listing"),
                            "write <program>/<model> for each",
                        )
                    })?;
                    find_listing(find_program(book, program)?, model)
                })
                .collect();
        }
        let program = find_program(book, &words[0])?;
        if words.len() == 1 {
            return Ok(program.listings.iter().collect());
        }
        words[1..]
            .iter()
            .map(|model| find_listing(program, model))
            .collect()
    }

    fn program(
        &mut self,
        program: &Program,
        listings: &[&Listing],
        anchor: Option<&str>,
        line: usize,
    ) -> Result<(), Error> {
        let hashes = "#".repeat((self.level + 1).min(6));
        self.part(line, From::Directive);
        // Said before the listings: a browser may paint when only some of them are there.
        let models: Vec<&str> = listings.iter().map(|l| l.model.as_str()).collect();
        let _ = writeln!(
            self.out,
            "<div class=\"program\" data-program=\"{}\" data-models=\"{}\">\n",
            program.name,
            models.join(" ")
        );
        for listing in listings {
            let ListingId { program, model } = listing.id();
            let id = self.id(&match anchor {
                None => format!("{program}-{model}"),
                Some(anchor) => format!("{program}-{model}-{}", slug(anchor)),
            });
            let _ = writeln!(
                self.out,
                "<section class=\"listing\" data-program=\"{program}\" data-model=\"{model}\" id=\"{id}\">\n\n{hashes} {program} in {model} {{#{id}-title .model}}\n"
            );
            match anchor {
                None => self.whole(listing, line),
                Some(anchor) => self.excerpt(listing, anchor, line)?,
            }
            self.out.push_str("</section>\n\n");
        }
        if anchor.is_none() {
            self.timeline(listings, false);
        }
        self.out.push_str("\n</div>");
        Ok(())
    }

    fn whole(&mut self, listing: &Listing, line: usize) {
        self.part(line, From::Listing(listing.id()));
        let language = if listing.model == "python" {
            "python"
        } else {
            "rust"
        };
        self.fence(language, &listing.source);
        self.part(line, From::Directive);
        if let Some(add) = listing.manifest.cargo_add() {
            self.out.push_str("\n<div class=\"add\">\n\n");
            self.fence("console", &format!("$ {add}\n"));
            self.out.push_str("\n</div>\n");
        }
        self.out.push('\n');
        self.output(listing, "It prints:");
        self.out.push('\n');
    }

    fn excerpt(&mut self, listing: &Listing, anchor: &str, line: usize) -> Result<(), Error> {
        let text = claims::item(&listing.source, anchor).map_err(|exist| {
            Self::wrong(
                format!("{} has no item called `{anchor}`", listing.file),
                did_you_mean(anchor, exist.iter().map(String::as_str)),
            )
        })?;
        if let Some(recorded) = &listing.recorded {
            self.versions.add(&listing.model, recorded);
        }
        self.part(line, From::Excerpt(listing.id()));
        self.fence("rust", text);
        self.part(line, From::Directive);
        let whole = match self.book.page_of(&listing.program) {
            Some(page) => format!(
                "from [`{}`]({}#{}-{})",
                listing.file,
                self.link(page),
                listing.program,
                listing.model
            ),
            None => format!("from `{}`", listing.file),
        };
        let _ = write!(self.out, "\n<div class=\"from\">\n\n{whole}\n\n</div>\n\n");
        Ok(())
    }

    /// What the listing printed when it was recorded.
    fn output(&mut self, listing: &Listing, title: &str) {
        if let Some(recorded) = &listing.recorded {
            self.versions.add(&listing.model, recorded);
        }
        self.out.push_str("<div class=\"output\">\n\n");
        if let Some(reason) = &listing.manifest.no_run {
            let _ = write!(self.out, "Not run here: {reason}.\n\n");
        } else {
            match &listing.output {
                None => {
                    let _ = write!(
                        self.out,
                        "Not recorded yet. To record it:\n\n```console\n$ cargo run -- record {}\n```\n\n",
                        listing.program
                    );
                }
                Some((stdout, stderr)) => {
                    if !stdout.is_empty() || stderr.is_empty() {
                        let _ = write!(self.out, "{title}\n\n");
                        self.fence("text", stdout);
                    }
                    if !stderr.is_empty() {
                        let title = if stdout.is_empty() {
                            "It prints, on stderr:"
                        } else {
                            "and on stderr:"
                        };
                        let _ = write!(self.out, "\n{title}\n\n");
                        self.fence("text", stderr);
                    }
                    self.out.push('\n');
                    if let Some(ends) = &listing.manifest.ends {
                        let _ = write!(
                            self.out,
                            "and does not end: it was killed after {:.1} s.\n\n",
                            ends.killed_after_ms as f64 / 1000.0
                        );
                    } else if let Some(code) = listing.manifest.exit.filter(|code| *code != 0) {
                        let _ = write!(self.out, "and ends with exit code {code}.\n\n");
                    }
                }
            }
        }
        self.out.push_str("</div>\n");
    }

    /// A place for press to draw the timelines in; a comment, so that nobody else minds it.
    fn timeline(&mut self, listings: &[&Listing], fold: bool) {
        for listing in listings {
            if let Some(recorded) = &listing.recorded {
                self.versions.add(&listing.model, recorded);
            }
        }
        let ids: Vec<String> = listings
            .iter()
            .filter(|l| l.model != "python")
            .map(|l| l.id().to_string())
            .collect();
        let fold = if fold { " fold" } else { "" };
        let _ = writeln!(self.out, "<!-- timeline{fold} {} -->", ids.join(" "));
    }

    /// Only what changed, with two lines around it, marked by sign as well as by element.
    fn diff(&mut self, from: &Listing, to: &Listing, line: usize) {
        self.part(line, From::Directive);
        let name = |l: &Listing| {
            if from.program == to.program {
                l.model.clone()
            } else {
                l.id().to_string()
            }
        };
        let title = format!("From {} to {}", name(from), name(to));
        // One line of HTML: an empty line would end it for Markdown.
        let _ = write!(
            self.out,
            "<figure class=\"diff\"><figcaption>{title}</figcaption><pre tabindex=\"0\" role=\"group\" aria-label=\"{title}\"><code>"
        );
        let diff = TextDiff::from_lines(&*from.source, &*to.source);
        for (n, group) in diff.grouped_ops(2).iter().enumerate() {
            if n > 0 {
                self.out.push_str("  ⋮&#10;");
            }
            for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
                let text = escape(change.value().trim_end_matches('\n'));
                let _ = match change.tag() {
                    ChangeTag::Delete => write!(self.out, "<del>- {text}</del>&#10;"),
                    ChangeTag::Insert => write!(self.out, "<ins>+ {text}</ins>&#10;"),
                    ChangeTag::Equal => write!(self.out, "  {text}&#10;"),
                };
            }
        }
        self.out.push_str("</code></pre></figure>");
    }

    /// The table of a program's measurement.
    fn measured(&mut self, program: &Program, line: usize) -> Result<(), Error> {
        if program.measure.is_none() {
            return Err(Self::wrong(
                format!("`{}` has no measurement", program.name),
                format!(
                    "say in {} what to run: [package.metadata.measure]",
                    program.place.manifest()
                ),
            ));
        }
        self.part(line, From::Directive);
        let command = format!("cargo run -- measure {}", program.name);
        self.out.push_str("<div class=\"measured\">\n\n");
        match &program.measured {
            Some(measured) => self.out.push_str(&measured.markdown(&command)),
            None => {
                let _ = write!(
                    self.out,
                    "Not measured yet. To measure it:\n\n```console\n$ {command}\n```\n"
                );
            }
        }
        self.out.push_str("\n</div>");
        Ok(())
    }

    fn claim(&mut self, program: &str, claim: &str, line: usize) -> Result<(), Error> {
        let program = find_program(self.book, program)?;
        let Some(claim) = program.claims.iter().find(|c| c.name == claim) else {
            return Err(Self::wrong(
                format!("{} has no test called `{claim}`", program.place.claims()),
                did_you_mean(claim, program.claims.iter().map(|c| c.name.as_str())),
            ));
        };
        self.part(line, From::Directive);
        let page = self.book.claims_page(&program.name);
        let href = self.link(&page.replace(".md", ".html"));
        let _ = write!(
            self.out,
            "<sup class=\"claim\"><a href=\"{href}#{}-{}\" title=\"Tested: {sentence}\" aria-label=\"Tested: {sentence}\">✓</a></sup>",
            program.name,
            claim.name,
            sentence = claim.sentence(),
        );
        self.part(line, From::Writer);
        Ok(())
    }

    /// All claims, or those of the programs whose pages are in a folder of `src`.
    fn claims(&mut self, folder: Option<&str>, line: usize) -> Result<(), Error> {
        let hashes = "#".repeat(self.level + 1);
        let folder_of = |p: &Program| self.book.folder_of(&p.name);
        let claimed = || self.book.programs.values().filter(|p| !p.claims.is_empty());
        if let Some(folder) = folder
            && !claimed().any(|p| folder_of(p) == Some(folder))
        {
            return Err(Self::wrong(
                format!("no program that claims something has its page in `src/{folder}`"),
                did_you_mean(folder, claimed().filter_map(folder_of)),
            ));
        }
        for program in claimed().filter(|p| folder.is_none() || folder_of(p) == folder) {
            self.part(line, From::Directive);
            let _ = write!(
                self.out,
                "{hashes} {} {{#{}}}\n\n",
                program.name, program.name
            );
            if let Some(page) = self.book.page_of(&program.name) {
                let _ = write!(
                    self.out,
                    "{}: see [its page]({}).\n\n",
                    program.description,
                    self.link(page)
                );
            }
            let _ = write!(
                self.out,
                "```console\n$ {}\n```\n\n",
                program.place.test_command()
            );
            for claim in &program.claims {
                self.part(line, From::Directive);
                let _ = write!(
                    self.out,
                    "{hashes}# {} {{#{}-{}}}\n\n",
                    claim.sentence(),
                    program.name,
                    claim.name
                );
                self.part(line, From::Claim);
                self.fence("rust", &claim.source);
                self.part(line, From::Directive);
                let file = program.place.claims();
                let _ = match &self.book.repository {
                    Some(url) => write!(
                        self.out,
                        "\n[`{file}`, line {}]({url}/blob/main/{file}#L{})\n\n",
                        claim.line, claim.line
                    ),
                    None => write!(self.out, "\n`{file}`, line {}\n\n", claim.line),
                };
            }
        }
        self.part(line, From::Directive);
        Ok(())
    }

    /// All programs: in which models each exists, how many lines differ, and what was measured of those listings that have
    /// not changed since.
    fn programs(&mut self, line: usize) {
        use listing::measured::{ELAPSED, MEMORY, THREADS, cell};
        self.part(line, From::Directive);
        let book = self.book;
        let listings = || book.programs.values().flat_map(|p| &p.listings);
        let mut models: Vec<&str> = listings().map(|l| l.model.as_str()).collect();
        models.sort_by_key(|model| crate::book::rank(model));
        models.dedup();
        let _ = write!(
            self.out,
            "{} programs, in all {} listings:",
            book.programs.len(),
            listings().count()
        );
        for (n, model) in models.iter().enumerate() {
            let number = listings().filter(|l| l.model == *model).count();
            let comma = if n == 0 { "" } else { "," };
            let _ = write!(self.out, "{comma} {number} in {model}");
        }
        self.out.push_str(".\n\n");
        let hashes = "#".repeat((self.level + 1).min(6));
        for program in book.programs.values() {
            let name = &program.name;
            let _ = write!(
                self.out,
                "{hashes} {name} {{#{name}}}\n\n{}.",
                escape(&program.description)
            );
            let page = book.page_of(name);
            if let Some(page) = page {
                let _ = write!(
                    self.out,
                    " On [{}]({}).",
                    book.title_of(page),
                    self.link(page)
                );
            }
            if !program.claims.is_empty() {
                let claims = self.link(&book.claims_page(name));
                let number = match program.claims.len() {
                    1 => "1 claim is".to_owned(),
                    more => format!("{more} claims are"),
                };
                let _ = write!(self.out, " [{number} tested]({claims}#{name}).");
            }
            let _ = write!(
                self.out,
                "\n\n<div class=\"table-wrapper\"><table class=\"programs\" aria-label=\"{name}\">\n<thead><tr><th scope=\"col\">Model</th>\
                 <th scope=\"col\">Lines</th><th scope=\"col\">Time (s)</th><th scope=\"col\">Memory (MiB)</th><th scope=\"col\">Threads</th>\
                 </tr></thead>\n<tbody>\n"
            );
            for listing in &program.listings {
                let model = &listing.model;
                let id = listing.id().to_string();
                let measured = book.measured.as_ref().filter(|m| {
                    m.listings.get(&id) == Some(&listing::listing_hash(&listing.source))
                });
                let row = measured
                    .and_then(|m| m.rows.iter().find(|r| r.case == *name && r.model == *model));
                let value = |column: &str| {
                    let spread = row.and_then(|row| row.values.get(column));
                    spread.map_or("–".to_owned(), cell)
                };
                let named = match page {
                    Some(page) => {
                        let page = self.link(&page.replace(".md", ".html"));
                        format!("<a href=\"{page}#{name}-{model}\">{model}</a>")
                    }
                    None => model.clone(),
                };
                let _ = writeln!(
                    self.out,
                    "<tr><th scope=\"row\">{named}</th><td>{}{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
                    listing.source.lines().count(),
                    differs(&program.listings[0], listing),
                    value(ELAPSED),
                    value(MEMORY),
                    value(THREADS)
                );
            }
            self.out.push_str("</tbody>\n</table></div>\n\n");
        }
        match &book.measured {
            Some(measured) => self.out.push_str(&measured.made("cargo run -- measure")),
            None => self.out.push_str(
                "Not measured yet. To measure all programs:\n\n```console\n$ cargo run -- measure\n```\n",
            ),
        }
    }

    fn quiz(&mut self, line: usize) -> Result<(), Error> {
        let stem = self.path.trim_end_matches(".md");
        let file = format!("quizzes/{stem}.toml");
        let text = std::fs::read_to_string(self.book.root.join(&file)).map_err(|e| {
            Self::wrong(
                format!("this page's quiz, {file}, can't be read: {e}"),
                "write it, or take {{#quiz}} out",
            )
        })?;
        self.part(line, From::Directive);
        for (piece, from) in quiz::draw(&file, &text, self.level + 1)? {
            let (file, line) = match from {
                From::Directive => (self.file.clone(), line),
                _ => (file.clone(), 0),
            };
            self.parts.push(Part {
                start: self.out.len(),
                line,
                file,
                from,
            });
            self.out.push_str(&piece);
        }
        self.part(line, From::Directive);
        Ok(())
    }

    /// What the page was checked with: the versions of what it shows, or else of all that the book records.
    fn foot(&mut self) {
        if self.versions == Versions::default() {
            for listing in self.book.programs.values().flat_map(|p| &p.listings) {
                if let Some(recorded) = &listing.recorded {
                    self.versions.add(&listing.model, recorded);
                }
            }
        }
        if let Some(sentence) = self.versions.sentence() {
            let line = self.out.matches('\n').count() + 1;
            self.part(line, From::Directive);
            let _ = write!(
                self.out,
                "\n\n<p class=\"checked\">Checked with {sentence}.</p>\n"
            );
        }
    }

    /// A fence that its content can't close.
    fn fence(&mut self, language: &str, content: &str) {
        let longest = content.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let ticks = "`".repeat(3.max(longest + 1));
        let end = if content.is_empty() || content.ends_with('\n') {
            ""
        } else {
            "\n"
        };
        let _ = writeln!(self.out, "{ticks}{language}\n{content}{end}{ticks}");
    }

    /// `wanted`, with a number behind it when it stands on the page already.
    fn id(&mut self, wanted: &str) -> String {
        let times = self.used.entry(wanted.to_owned()).or_default();
        *times += 1;
        if *times == 1 {
            wanted.to_owned()
        } else {
            format!("{wanted}-{times}")
        }
    }

    /// From this page to another, both below `src`.
    fn link(&self, to: &str) -> String {
        let up = self.path.matches('/').count();
        format!("{}{to}", "../".repeat(up))
    }
}

impl Listing {
    /// Its name.
    pub fn id(&self) -> ListingId {
        ListingId {
            program: self.program.clone(),
            model: self.model.clone(),
        }
    }
}

/// How many lines a listing adds to another and takes away from it; nothing for the same one, or another language.
fn differs(from: &Listing, to: &Listing) -> String {
    if from.model == to.model || to.model == "python" {
        return String::new();
    }
    let diff = TextDiff::from_lines(&*from.source, &*to.source);
    let count = |tag| diff.iter_all_changes().filter(|c| c.tag() == tag).count();
    format!(
        " <small>+{} −{}</small>",
        count(ChangeTag::Insert),
        count(ChangeTag::Delete)
    )
}

fn find_program<'a>(book: &'a Book, name: &str) -> Result<&'a Program, Error> {
    book.programs.get(name).ok_or_else(|| {
        Error::new(
            "",
            0,
            format!("no program is called `{name}`"),
            did_you_mean(name, book.programs.keys().map(String::as_str)),
        )
    })
}

fn find_listing<'a>(program: &'a Program, model: &str) -> Result<&'a Listing, Error> {
    program.listing(model).ok_or_else(|| {
        Error::new(
            "",
            0,
            format!("`{}` has no model `{model}`", program.name),
            did_you_mean(model, program.listings.iter().map(|l| l.model.as_str())),
        )
    })
}

fn example(name: &str) -> &'static str {
    match name {
        "program" => "{{#program count}} or {{#program count models=\"tokio async-std\"}}",
        "diff" => "{{#diff count sync tokio}} or {{#diff lost/tokio lost_fixed/tokio}}",
        "output" => "{{#output count tokio}}",
        "timeline" => "{{#timeline count sync tokio}}",
        "measured" => "{{#measured sleepers}}",
        "claim" => "{{#claim count the_others_wait_together}}",
        "claims" => "{{#claims}} or {{#claims programs}}",
        "programs" => "{{#programs}}",
        _ => "{{#quiz}}",
    }
}

fn alone_on_its_line(text: &str, d: &Directive) -> bool {
    let before = text[..d.range.start].lines().last().unwrap_or_default();
    let starts = d.range.start == 0 || text[..d.range.start].ends_with('\n');
    let after = text[d.range.end..].lines().next().unwrap_or_default();
    (starts || before.trim().is_empty()) && after.trim().is_empty()
}

/// The level of the last heading in `before`; 1 where there is none.
fn level_at(before: &str) -> usize {
    use pulldown_cmark::{Event, Parser, Tag};
    Parser::new_ext(before, directive::markdown_options())
        .filter_map(|event| match event {
            Event::Start(Tag::Heading { level, .. }) => Some(level as usize),
            _ => None,
        })
        .last()
        .unwrap_or(1)
}

fn slug(anchor: &str) -> String {
    let dashed: String = anchor
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || c == '_' {
                c
            } else {
                '-'
            }
        })
        .collect();
    dashed
        .split('-')
        .filter(|s| !s.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

/// `text` as HTML shows it.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
