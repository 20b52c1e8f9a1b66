//! What a save has redone in the served book: counts, not times.

use crate::common::{Book, copy, files, repository};
use press::serve::book::{Change, ServedBook};
use press::serve::sources::Sources;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A book with our theme: `start` shows the program `tally` and has a quiz, `words` and `next` have only words, and
/// `claims` shows all claims.
fn book() -> Book {
    let book = Book::new();
    copy(&repository().join("theme"), &book.path("theme"));
    book.write("book.toml", "[book]\ntitle = \"Small\"\n\n[preprocessor.press]\ncommand = \"false\"\nafter = [\"links\"]\n\n[output.html]\ntheme = \"theme\"\nadditional-css = [\"theme/generated/reader.css\"]\nadditional-js = [\"theme/generated/reader.js\"]\n");
    book.write("src/SUMMARY.md", "# Summary\n\n- [Start](start.md)\n- [Words](words.md)\n  - [Next](next.md)\n- [Claims](reference/claims.md)\n");
    book.write(
        "src/start.md",
        "# Start\n\nOne page.\n\n{{#program tally}}\n\n{{#claim tally the_others_wait_together}}\n\n{{#quiz}}\n",
    );
    book.write("src/words.md", "# Words\n\nApples.\n");
    book.write("src/next.md", "# Next\n\n[Words](words.md) again.\n");
    book.write("src/404.md", "# Not here\n");
    book.write("src/picture.txt", "a picture\n");
    book.write("src/reference/claims.md", "# Claims\n\n{{#claims}}\n");
    book.write("quizzes/start.toml", QUIZ);
    book
}

const QUIZ: &str = "[[questions]]\ntype = \"MultipleChoice\"\nprompt.prompt = \"One?\"\nprompt.distractors = [\"no\"]\nwhy = [\"It is one.\"]\nanswer.answer = \"yes\"\ncontext = \"One is one.\"\n";

struct Served {
    book: Book,
    folder: PathBuf,
    served: ServedBook,
}

impl Served {
    fn new(book: Book) -> Served {
        let folder = book.path("target/press-book");
        let served = ServedBook::new(&book.path(""), &folder, &book.path("target/press-work"));
        let mut served = Served {
            book,
            folder,
            served,
        };
        let all = served.update();
        assert_eq!(all.rendered.len(), 4);
        let nothing = served.update();
        assert_eq!(redone(&nothing), (vec![], vec![], vec![]));
        assert_eq!(nothing.redone.parts, 0);
        assert!(!nothing.redone.listings);
        served
    }

    /// Makes and serves what the last save changed.
    fn update(&mut self) -> Redone {
        let sources = Sources::of(&self.book.path(""));
        let change = self.served.change(&sources);
        let change = change.unwrap_or_else(|error| panic!("{error:#}"));
        let redone = Redone::of(&change);
        self.served.publish(change).unwrap();
        redone
    }

    /// Saves a file and serves what that changes.
    fn save(&mut self, path: &str, text: &str) -> Redone {
        self.book.write(path, text);
        self.update()
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.book.path(path)).unwrap()
    }

    /// That the served book is what a book that is made from nothing would be.
    #[track_caller]
    fn is_as_if_new(&self) {
        let folder = self.book.path("target/fresh-book");
        let work = self.book.path("target/fresh-work");
        let mut fresh = ServedBook::new(&self.book.path(""), &folder, &work);
        let change = fresh.change(&Sources::of(&self.book.path(""))).unwrap();
        fresh.publish(change).unwrap();
        let differ = |a: &BTreeMap<PathBuf, Vec<u8>>, b: &BTreeMap<PathBuf, Vec<u8>>| {
            let differ = a.iter().filter(|(path, bytes)| b.get(*path) != Some(bytes));
            differ.map(|(path, _)| path.clone()).collect::<Vec<_>>()
        };
        let (ours, fresh) = (files(&self.folder), files(&folder));
        assert_eq!(differ(&ours, &fresh), Vec::<PathBuf>::new());
        assert_eq!(differ(&fresh, &ours), Vec::<PathBuf>::new());
        assert!(ours.len() > 20);
        fs::remove_dir_all(folder).unwrap();
    }
}

struct Redone {
    redone: press::serve::pages::Redone,
    rendered: Vec<String>,
    files: Vec<String>,
}

impl Redone {
    fn of(change: &Change) -> Redone {
        Redone {
            redone: press::serve::pages::Redone {
                listings: change.redone.listings,
                pages: change.redone.pages.clone(),
                parts: change.redone.parts,
            },
            rendered: change.rendered.clone(),
            files: change.files(),
        }
    }
}

/// Pages that were made, pages that were rendered, files that were written.
fn redone(change: &Redone) -> (Vec<&str>, Vec<&str>, Vec<&str>) {
    fn all(names: &[String]) -> Vec<&str> {
        names.iter().map(String::as_str).collect()
    }
    (
        all(&change.redone.pages),
        all(&change.rendered),
        all(&change.files),
    )
}

#[test]
fn a_saved_page_redoes_that_page_and_none_of_its_parts() {
    let mut served = Served::new(book());
    let page = served.read("src/start.md");
    let change = served.save("src/start.md", &page.replace("One page.", "One good page."));
    assert_eq!(
        redone(&change),
        (
            vec!["start.md"],
            vec!["start.md"],
            vec!["index.html", "start.html"]
        )
    );
    assert_eq!(change.redone.parts, 0);
    assert!(!change.redone.listings);
    let change = served.save("src/words.md", "# Words\n\nPears.\n");
    assert_eq!(
        redone(&change),
        (vec!["words.md"], vec!["words.md"], vec!["words.html"])
    );
    served.is_as_if_new();
}

#[test]
fn a_new_title_is_on_all_pages_that_say_it() {
    let mut served = Served::new(book());
    let change = served.save("src/words.md", "# Fruit\n\nApples.\n");
    // Any page might link to it by its title.
    assert_eq!(change.redone.pages.len(), 4);
    assert_eq!(change.redone.parts, 0);
    assert_eq!(change.rendered, ["words.md"]);
    served.is_as_if_new();
}

#[test]
fn a_saved_listing_redoes_the_pages_that_may_show_it_and_its_own_parts() {
    let mut served = Served::new(book());
    let listing = served.read("listings/tally/tokio.rs");
    let change = served.save(
        "listings/tally/tokio.rs",
        &format!("{listing}// The end.\n"),
    );
    assert!(change.redone.listings);
    assert_eq!(change.redone.pages, ["reference/claims.md", "start.md"]);
    assert_eq!(change.rendered, ["start.md"]);
    // The four listings, because what is folded of one depends on the others; one archive; the comparison; the timeline.
    assert_eq!(change.redone.parts, 7);
    assert_eq!(
        change.files,
        [
            "index.html",
            "start.html",
            "generated/compare/tally.js",
            "generated/project/tally-tokio.tar.gz",
            "generated/replay/tally-tokio.js"
        ]
    );
    let page = fs::read_to_string(served.folder.join("start.html")).unwrap();
    assert_eq!(
        page.matches("are old: the listing was changed after it was recorded")
            .count(),
        1
    );
    served.is_as_if_new();
    let change = served.save("listings/tally/tokio.rs", &listing);
    assert_eq!(change.rendered, ["start.md"]);
    let page = fs::read_to_string(served.folder.join("start.html")).unwrap();
    assert!(!page.contains("class=\"stale\""));
}

#[test]
fn a_manifest_that_says_something_else_of_a_model_makes_its_recording_old() {
    let mut served = Served::new(book());
    let manifest = served.read("listings/tally/Cargo.toml");
    let end = manifest.find("\n[package.metadata.book.sync]\n").unwrap() + 30;
    let changed = format!("{}limit_ms = 9000\n{}", &manifest[..end], &manifest[end..]);
    let change = served.save("listings/tally/Cargo.toml", &changed);
    assert_eq!(change.rendered, ["start.md"]);
    let page = fs::read_to_string(served.folder.join("start.html")).unwrap();
    assert!(
        page.contains("are old: its manifest was changed after it was recorded"),
        "{manifest}"
    );
    served.is_as_if_new();
}

#[test]
fn a_saved_style_redoes_no_page() {
    let mut served = Served::new(book());
    let style = served.read("theme/reader.css");
    let change = served.save(
        "theme/reader.css",
        &format!("{style}\na {{ color: red; }}\n"),
    );
    let css = "theme/generated/reader.css";
    assert_eq!(redone(&change), (vec![], vec![], vec![css]));
    let style = served.read("theme/replay.css");
    let change = served.save(
        "theme/replay.css",
        &format!("{style}\na {{ color: red; }}\n"),
    );
    let css = "generated/replay/replay.css";
    assert_eq!(redone(&change), (vec![], vec![], vec![css]));
    served.is_as_if_new();
}

#[test]
fn a_saved_template_renders_all_pages_and_makes_none() {
    let mut served = Served::new(book());
    let template = served.read("theme/index.hbs");
    let change = served.save(
        "theme/index.hbs",
        &template.replace("<main>", "<main id=\"x\">"),
    );
    assert_eq!(change.redone.pages, Vec::<String>::new());
    assert_eq!(change.rendered.len(), 4);
    served.is_as_if_new();
}

#[test]
fn a_saved_quiz_redoes_its_page() {
    let mut served = Served::new(book());
    let change = served.save("quizzes/start.toml", &QUIZ.replace("One?", "Two?"));
    assert_eq!(
        redone(&change),
        (
            vec!["start.md"],
            vec!["start.md"],
            vec!["index.html", "start.html"]
        )
    );
    assert_eq!(change.redone.parts, 0);
    served.is_as_if_new();
}

#[test]
fn a_saved_recording_redoes_its_pages_but_no_fence() {
    let mut served = Served::new(book());
    let recording = served.read("listings/tally/recorded/tokio.json");
    let change = served.save(
        "listings/tally/recorded/tokio.json",
        &format!("{recording}\n"),
    );
    assert_eq!(change.redone.pages, ["reference/claims.md", "start.md"]);
    // The timeline: it is drawn again, and looks the same.
    assert_eq!(change.redone.parts, 1);
    assert_eq!(change.rendered, Vec::<String>::new());
    assert_eq!(change.files, Vec::<String>::new());
}

#[test]
fn a_saved_file_that_is_no_page_is_copied() {
    let mut served = Served::new(book());
    let change = served.save("src/picture.txt", "another picture\n");
    assert_eq!(change.files, ["picture.txt"]);
    assert_eq!(change.rendered, Vec::<String>::new());
    let change = served.save("src/404.md", "# Nowhere\n");
    assert_eq!(change.files, ["404.html"]);
    fs::remove_file(served.book.path("src/picture.txt")).unwrap();
    served.update();
    assert!(!served.folder.join("picture.txt").exists());
    served.is_as_if_new();
}

#[test]
fn a_page_that_leaves_the_summary_leaves_the_book() {
    let mut served = Served::new(book());
    fs::remove_file(served.book.path("src/words.md")).unwrap();
    let summary =
        "# Summary\n\n- [Start](start.md)\n- [Next](next.md)\n- [Claims](reference/claims.md)\n";
    let change = served.save("src/SUMMARY.md", summary);
    // Its neighbours lead to others now.
    assert_eq!(change.rendered, ["next.md", "start.md"]);
    assert!(!served.folder.join("words.html").exists());
    served.is_as_if_new();
}

#[test]
fn an_error_changes_nothing_and_what_was_made_beside_it_is_not_made_again() {
    let mut served = Served::new(book());
    let before = files(&served.folder);
    served.book.write("src/next.md", "# Next\n\nPears.\n");
    let start = "# Start\n\n{{#program tally}}\n";
    let wrong = format!("{start}\n{{{{#progam tally}}}}\n");
    served.book.write("src/start.md", &wrong);
    for _ in 0..2 {
        let sources = Sources::of(&served.book.path(""));
        let error = served.served.change(&sources).err().expect("it is wrong");
        assert!(error.to_string().contains("src/start.md:5: "), "{error}");
    }
    assert!(files(&served.folder) == before);
    let change = served.save("src/start.md", start);
    assert_eq!(change.redone.pages, ["start.md"]);
    assert_eq!(change.redone.parts, 0);
    assert_eq!(change.rendered, ["next.md", "start.md"]);
    served.is_as_if_new();
}

#[test]
fn after_a_panic_everything_is_made_again() {
    let mut served = Served::new(book());
    served.served.forget();
    let change = served.update();
    assert_eq!(change.redone.pages.len(), 4);
    assert_eq!(change.rendered.len(), 4);
    served.is_as_if_new();
}

#[test]
fn a_book_that_an_earlier_run_left_is_taken_as_it_is() {
    let before = Served::new(book());
    let folder = before.folder.clone();
    let work = before.book.path("target/press-work");
    let mut served = ServedBook::new(&before.book.path(""), &folder, &work);
    served.adopt(&Sources::of(&before.book.path(""))).unwrap();
    let mut served = Served { served, ..before };
    let nothing = served.update();
    assert_eq!(redone(&nothing), (vec![], vec![], vec![]));
    let change = served.save("src/words.md", "# Words\n\nPears.\n");
    assert_eq!(change.files, ["words.html"]);
    served.is_as_if_new();
}

#[test]
fn the_rest_is_made_from_all_pages() {
    let mut served = Served::new(book());
    served.save("src/words.md", "# Words\n\nPersimmons.\n");
    let sources = Sources::of(&served.book.path(""));
    let rest = served.served.rest(&sources).unwrap();
    rest.make().unwrap();
    rest.publish().unwrap();
    for file in press::serve::book::OF_ALL_PAGES {
        let text = fs::read_to_string(served.folder.join(file)).unwrap();
        assert!(text.to_lowercase().contains("persimmon"), "{file}");
        assert!(text.contains("tally-tokio"), "{file}");
    }
    // The next change leaves it there.
    served.save("src/words.md", "# Words\n\nPears.\n");
    assert!(served.folder.join("searchindex.js").exists());
    assert!(Path::new(&served.folder).join("print.html").exists());
}
