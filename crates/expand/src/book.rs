//! What a book is made of: its pages and its listings, read once.

use crate::claims::{self, Claim};
use crate::directives;
use listing::measured::{Measure, Measured};
use listing::{Error, Errors, Manifest, PackageManifest, Place, ProgramManifest, Recorded};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The pages and listings below one root.
#[derive(Debug, Clone)]
pub struct Book {
    /// The folder that holds `book.toml`.
    pub root: PathBuf,
    /// By name.
    pub programs: BTreeMap<String, Program>,
    /// What was measured of all programs: `listings/measured.json`.
    pub measured: Option<Measured>,
    /// The text of each page, by its path below `src`, with forward slashes.
    pub pages: BTreeMap<String, String>,
    /// `git-repository-url` of `book.toml`, where it is set.
    pub repository: Option<String>,
    /// The page that shows a program whole, by the program's name.
    shown_on: BTreeMap<String, String>,
}

/// One program: a package of `listings/`, or a variant of it.
#[derive(Debug, Clone)]
pub struct Program {
    pub name: String,
    pub place: Place,
    /// What it does, in a line: `description` of its manifest.
    pub description: String,
    /// The four models first, extra ones after them by name, `python` last.
    pub listings: Vec<Listing>,
    pub claims: Vec<Claim>,
    /// What its manifest says to measure.
    pub measure: Option<Measure>,
    /// What was measured: `recorded/measured.json`.
    pub measured: Option<Measured>,
}

/// One program in one model.
#[derive(Debug, Clone)]
pub struct Listing {
    pub program: String,
    /// Of its program.
    pub place: Place,
    /// `sync`, `threads`, `tokio`, `async-std`, or another.
    pub model: String,
    /// Below the root, with forward slashes: `listings/count/async_std.rs`.
    pub file: String,
    pub source: String,
    pub manifest: Manifest,
    /// What was printed when it was recorded: stdout and stderr.
    pub output: Option<(String, String)>,
    /// Of what the recording was made.
    pub recorded: Option<Recorded>,
}

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

impl Listing {
    /// Its name.
    pub fn id(&self) -> ListingId {
        ListingId {
            program: self.program.clone(),
            model: self.model.clone(),
        }
    }
}

const MODELS: [&str; 4] = ["sync", "threads", "tokio", "async-std"];

/// The model that a file shows: `async_std.rs` is `async-std`, `python.py` is `python`. `None` for a file that is no listing.
pub fn model_of_file(name: &str) -> Option<String> {
    if name == "python.py" {
        return Some("python".to_owned());
    }
    let stem = name.strip_suffix(".rs")?;
    (stem != "build").then(|| stem.replace('_', "-"))
}

/// The file that shows a model, below its program's folder.
fn file_of_model(model: &str) -> String {
    match model {
        "python" => "python.py".to_owned(),
        _ => format!("{}.rs", model.replace('-', "_")),
    }
}

/// Sorts models: the four first, `python` last.
pub(crate) fn rank(model: &str) -> (usize, &str) {
    let place = MODELS.iter().position(|m| *m == model);
    (
        place.unwrap_or(MODELS.len() + usize::from(model == "python")),
        model,
    )
}

impl Book {
    /// Reads the pages and listings below `root`.
    ///
    /// # Errors
    /// All manifests, claims and listings that can't be read, each with its file and line.
    pub fn load(root: impl AsRef<Path>) -> Result<Book, Errors> {
        let root = root.as_ref();
        let mut errors = Vec::new();
        let mut programs = BTreeMap::new();
        for dir in folders(&root.join("listings")) {
            match load_package(root, &dir) {
                Ok(of_package) => {
                    for program in of_package {
                        if let Some(other) = programs.get(&program.name) {
                            errors.push(two_of_one_name(other, &program));
                        } else {
                            programs.insert(program.name.clone(), program);
                        }
                    }
                }
                Err(error) => errors.push(error),
            }
        }
        let mut pages = BTreeMap::new();
        read_pages(&root.join("src"), "", &mut pages, &mut errors);
        let file = "listings/measured.json";
        let measured = Measured::read(&root.join(file), file).unwrap_or_else(|error| {
            errors.push(error);
            None
        });
        if !errors.is_empty() {
            return Err(Errors(errors));
        }
        let toml: Option<toml::Table> = fs::read_to_string(root.join("book.toml"))
            .ok()
            .and_then(|t| toml::from_str(&t).ok());
        let repository = toml.as_ref().and_then(|t| {
            t.get("output")?
                .get("html")?
                .get("git-repository-url")?
                .as_str()
                .map(str::to_owned)
        });
        Ok(Book {
            root: root.to_owned(),
            shown_on: shown_on(&pages),
            programs,
            measured,
            pages,
            repository,
        })
    }

    /// Reads the pages again; the listings stay as they were read.
    ///
    /// # Errors
    /// All pages that can't be read.
    pub fn reload_pages(&mut self) -> Result<(), Errors> {
        let mut errors = Vec::new();
        self.pages.clear();
        read_pages(&self.root.join("src"), "", &mut self.pages, &mut errors);
        if errors.is_empty() {
            Ok(())
        } else {
            Err(Errors(errors))
        }
    }

    /// The page that shows the program whole, for links to it; the first in the order of paths.
    pub fn page_of(&self, program: &str) -> Option<&str> {
        self.shown_on.get(program).map(String::as_str)
    }

    /// The folder of `src` in which the program has its page.
    pub fn folder_of(&self, program: &str) -> Option<&str> {
        let (folder, _) = self.page_of(program)?.split_once('/')?;
        Some(folder)
    }

    /// The page that shows the program's claims: that of its folder, as `reference/claims/idea.md`, or else the page
    /// of all claims.
    pub fn claims_page(&self, program: &str) -> String {
        self.folder_of(program)
            .map(|folder| format!("reference/claims/{folder}.md"))
            .filter(|page| self.pages.contains_key(page))
            .unwrap_or_else(|| "reference/claims.md".to_owned())
    }

    /// The title of the page at `path` below `src`: its first heading, or else the path.
    pub fn title_of<'book>(&'book self, path: &'book str) -> &'book str {
        let text = self.pages.get(path).map_or("", String::as_str);
        let title = text.lines().find_map(|line| line.strip_prefix("# "));
        title.map_or(path, |title| {
            title.split(" {#").next().unwrap_or(title).trim()
        })
    }

    /// The listing of `program` in `model`.
    pub fn listing(&self, program: &str, model: &str) -> Option<&Listing> {
        self.programs.get(program)?.listing(model)
    }
}

/// The programs of the package in the folder `dir`: its own, and its variants.
fn load_package(root: &Path, dir: &Path) -> Result<Vec<Program>, Error> {
    let package = PackageManifest::read(dir)?;
    let place = &package.programs[0].place;
    for folder in folders(dir) {
        let name = name_of(&folder);
        let variant = Place::new(&place.package, Some(&name));
        let named = package.programs.iter().any(|p| p.place == variant);
        let listings = files(&folder)
            .iter()
            .any(|f| model_of_file(&name_of(f)).is_some());
        if listings && !named && name != "tests" {
            return Err(Error::new(
                place.manifest(),
                0,
                format!("does not name the variant in {}", variant.folder()),
                format!(
                    "add: [package.metadata.variants.{name}] description = \"…\", and a [[bin]] for each of its models"
                ),
            ));
        }
    }
    package
        .programs
        .into_iter()
        .map(|manifest| Program::load(root, manifest))
        .collect()
}

fn two_of_one_name(one: &Program, other: &Program) -> Error {
    Error::new(
        other.place.manifest(),
        0,
        format!(
            "two programs are called `{}`: {} and {}",
            one.name,
            one.place.folder(),
            other.place.folder()
        ),
        "rename one of them",
    )
}

impl Program {
    fn load(root: &Path, manifest: ProgramManifest) -> Result<Program, Error> {
        let place = manifest.place;
        let (name, toml, folder) = (place.program(), place.manifest(), place.folder());
        let dir = root.join(&folder);
        if !dir.is_dir() {
            let variant = place.variant.unwrap_or_default();
            return Err(Error::new(
                &toml,
                0,
                format!("names the variant `{variant}`, which has no folder"),
                format!(
                    "add {folder} with a listing, or delete [package.metadata.variants.{variant}]"
                ),
            ));
        }
        let recorded = Recorded::read(root, &place)?;
        let mut listings = Vec::new();
        for file in files(&dir) {
            let file_name = name_of(&file);
            let Some(model) = model_of_file(&file_name) else {
                continue;
            };
            let path = format!("{folder}/{file_name}");
            let bin = format!("{name}-{model}");
            if model != "python" && !manifest.bins.contains(&(bin.clone(), file_name.clone())) {
                let below = path.strip_prefix(&format!("listings/{}/", place.package));
                let below = below.unwrap_or(&file_name);
                return Err(Error::new(
                    &toml,
                    0,
                    format!("does not name the listing {below}"),
                    format!("add: [[bin]] name = \"{bin}\", path = \"{below}\", test = false"),
                ));
            }
            let source = fs::read_to_string(&file)
                .map_err(|e| {
                    Error::new(
                        &path,
                        0,
                        format!("can't be read: {e}"),
                        "a listing is UTF-8 text",
                    )
                })?
                .replace("\r\n", "\n");
            let read =
                |end: &str| fs::read_to_string(dir.join(format!("recorded/{model}.{end}"))).ok();
            listings.push(Listing {
                program: name.clone(),
                place: place.clone(),
                file: path,
                source,
                manifest: manifest.models.get(&model).cloned().unwrap_or_default(),
                output: read("txt").map(|out| (out, read("err").unwrap_or_default())),
                recorded: recorded.get(&model).cloned(),
                model,
            });
        }
        listings.sort_by(|a, b| rank(&a.model).cmp(&rank(&b.model)));
        let named = manifest
            .bins
            .iter()
            .map(|(bin, _)| bin.strip_prefix(&format!("{name}-")).unwrap_or(bin));
        let named = named.chain(manifest.models.keys().map(String::as_str));
        for model in named {
            if !listings.iter().any(|l| l.model == *model) {
                return Err(Error::new(
                    &toml,
                    0,
                    format!("names the model `{model}`, which has no listing"),
                    format!(
                        "add {folder}/{}, or take it out of the manifest",
                        file_of_model(model)
                    ),
                ));
            }
        }
        let claims = claims::read(root, &place)?;
        let measured = format!("{folder}/recorded/measured.json");
        let measured = Measured::read(&root.join(&measured), &measured)?;
        Ok(Program {
            name,
            place,
            description: manifest.description,
            listings,
            claims,
            measure: manifest.measure,
            measured,
        })
    }

    /// Its listing in `model`.
    pub fn listing(&self, model: &str) -> Option<&Listing> {
        self.listings.iter().find(|l| l.model == model)
    }
}

/// The first page that shows each program whole. A directive that can't be read shows nothing: its page is refused.
fn shown_on(pages: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut shown_on = BTreeMap::new();
    for (path, text) in pages {
        for call in directives::find(text).into_iter().flatten() {
            if call.directive.name == "program" && call.option("anchor").is_none() {
                let program = call.words[0].clone();
                shown_on.entry(program).or_insert_with(|| path.clone());
            }
        }
    }
    shown_on
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn entries(dir: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(dir)
        .into_iter()
        .flatten()
        .flatten()
        .map(|e| e.path())
        .collect();
    paths.sort();
    paths
}

fn folders(dir: &Path) -> Vec<PathBuf> {
    entries(dir).into_iter().filter(|p| p.is_dir()).collect()
}

fn files(dir: &Path) -> Vec<PathBuf> {
    entries(dir).into_iter().filter(|p| p.is_file()).collect()
}

fn read_pages(
    dir: &Path,
    below: &str,
    pages: &mut BTreeMap<String, String>,
    errors: &mut Vec<Error>,
) {
    for path in entries(dir) {
        let name = name_of(&path);
        let page = format!("{below}{name}");
        if path.is_dir() {
            if page != "generated" {
                read_pages(&path, &format!("{page}/"), pages, errors);
            }
        } else if name.ends_with(".md") && !["SUMMARY.md", "404.md"].contains(&page.as_str()) {
            match fs::read_to_string(&path) {
                Ok(text) => {
                    pages.insert(page, text.replace("\r\n", "\n"));
                }
                Err(e) => errors.push(Error::new(
                    format!("src/{page}"),
                    0,
                    format!("can't be read: {e}"),
                    "a page is UTF-8 text",
                )),
            }
        }
    }
}
