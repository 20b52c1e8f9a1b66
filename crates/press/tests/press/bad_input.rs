//! What is wrong is said in one message, with where and what to do, and nothing is half-written.

use crate::common;

use common::Book;
use std::fs;

/// Each of `words` is in what the command says.
#[track_caller]
fn says(message: &str, words: &[&str]) {
    for word in words {
        assert!(message.contains(word), "`{word}` is not in: {message}");
    }
}

#[test]
fn a_malformed_book_toml() {
    let book = Book::new();
    book.write("book.toml", "[book]\ntitle = \"Small\"\n\nlanguage = en\n");
    says(
        &book.refused(&["build"]),
        &["book.toml:4: ", "https://rust-lang.github.io/mdBook/"],
    );
    assert!(!book.path("book").exists());
}

#[test]
fn a_key_in_book_toml_that_mdbook_does_not_know() {
    let book = Book::new();
    book.write("book.toml", "[book]\ntitel = \"Small\"\n");
    says(&book.refused(&["build"]), &["book.toml:2: ", "titel"]);
}

#[test]
fn no_book_toml() {
    let book = Book::new();
    fs::remove_file(book.path("book.toml")).unwrap();
    says(&book.refused(&["build"]), &["no book.toml"]);
}

#[test]
fn no_summary() {
    let book = Book::new();
    fs::remove_file(book.path("src/SUMMARY.md")).unwrap();
    says(
        &book.refused(&["build"]),
        &["src/SUMMARY.md: ", "- [Title](file.md)"],
    );
}

#[test]
fn a_summary_that_names_a_page_that_does_not_exist() {
    let book = Book::new();
    book.write(
        "src/SUMMARY.md",
        "# Summary\n\n- [Start](start.md)\n- [End](end.md)\n",
    );
    says(
        &book.refused(&["build"]),
        &["src/SUMMARY.md:4: ", "src/end.md"],
    );
    assert!(!book.path("src/end.md").exists());
}

#[test]
fn a_summary_that_names_a_page_outside_of_the_book() {
    let book = Book::new();
    book.write("elsewhere.md", "# Elsewhere\n");
    let page = book.path("elsewhere.md").display().to_string();
    book.write(
        "src/SUMMARY.md",
        &format!("# Summary\n\n- [Start](start.md)\n- [End]({page})\n"),
    );
    says(
        &book.refused(&["build"]),
        &["src/SUMMARY.md:4: ", "is not below src"],
    );
}

#[test]
fn a_page_at_which_mdbook_panics() {
    let book = Book::new();
    book.write("src/start.md", "# Start\n\nA paragraph.</p>\n\n</p>\n");
    let output = book.command(&["build"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    says(
        &common::text(&output),
        &["error: press panicked: ", "start.md"],
    );
    assert!(!book.path("book").exists());
}

#[test]
fn a_page_that_is_not_utf8() {
    let book = Book::new();
    fs::write(book.path("src/start.md"), b"# Start\n\nCaf\xe9.\n").unwrap();
    says(&book.refused(&["build"]), &["src/start.md:3: ", "UTF-8"]);
}

#[cfg(unix)]
#[test]
fn variables_that_are_not_utf8() {
    use std::os::unix::ffi::OsStrExt;
    let value = std::ffi::OsStr::from_bytes(b"\xff");
    let book = Book::new();
    let built = book.command(&["build"]).env("X", value).output().unwrap();
    assert!(built.status.success(), "{}", common::text(&built));
    let mut command = book.command(&["build"]);
    let output = command.env("MDBOOK_BOOK__TITLE", value).output().unwrap();
    says(&common::text(&output), &["MDBOOK_BOOK__TITLE", "not UTF-8"]);
}

#[test]
fn what_an_interrupted_build_left_is_removed() {
    let book = Book::new();
    book.write(".press-left/lock", "");
    book.write(".press-left/book/index.html", "half");
    assert!(book.command(&["build"]).status().unwrap().success());
    assert!(!book.path(".press-left").exists());
}

#[test]
fn a_read_only_checkout_is_built_elsewhere() {
    let book = Book::new();
    let src = book.path("src");
    let writable = src.metadata().unwrap().permissions();
    let mut read_only = writable.clone();
    read_only.set_readonly(true);
    fs::set_permissions(&src, read_only).unwrap();
    let built = book.command(&["build"]).output().unwrap();
    fs::set_permissions(&src, writable).unwrap();
    assert!(built.status.success(), "{}", common::text(&built));
    assert!(book.path("book/start.html").exists() && !src.join("generated").exists());
}

#[test]
fn the_page_for_wrong_addresses_has_its_style_below_a_folder_of_a_host() {
    let book = Book::new();
    common::copy(&common::repository().join("theme"), &book.path("theme"));
    let built = book
        .command(&["build"])
        .env("MDBOOK_OUTPUT__HTML__SITE_URL", "/four/ways/")
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", common::text(&built));
    let page = fs::read_to_string(book.path("book/404.html")).unwrap();
    says(&page, &["<base href=\"/four/ways/\">"]);
    // The workflow that publishes the book says so.
    let workflow = common::repository().join(".github/workflows/pages.yml");
    let workflow = fs::read_to_string(workflow).unwrap();
    says(&workflow, &["MDBOOK_OUTPUT__HTML__SITE_URL"]);
}

#[test]
fn a_page_that_is_not_in_the_summary() {
    let book = Book::new();
    book.write("src/alone.md", "# Alone\n");
    says(
        &book.refused(&["build"]),
        &["src/alone.md", "src/SUMMARY.md"],
    );
}

#[test]
fn a_wrong_page_leaves_the_book_that_was_there() {
    let book = Book::new();
    assert!(book.command(&["build"]).status().unwrap().success());
    let before = common::files(&book.path("book"));
    book.write("src/start.md", "# Start\n\n{{#progam tally}}\n");
    says(
        &book.refused(&["build"]),
        &["src/start.md:3: ", "progam", "program"],
    );
    assert_eq!(common::files(&book.path("book")), before);
}

#[test]
fn a_destination_among_the_sources() {
    let book = Book::new();
    for destination in [
        ".",
        "..",
        "src",
        "src/site",
        "listings/site",
        "listings/../src/a/b",
    ] {
        let message = book.refused(&["build", "--dest", destination]);
        says(&message, &["not a place for the book", "--dest DIR"]);
    }
    assert!(!book.path("src/site").exists());
}

#[test]
fn a_destination_that_holds_something_else() {
    let book = Book::new();
    book.write("letters/to_a_friend.txt", "Dear");
    says(
        &book.refused(&["build", "--dest", "letters"]),
        &["not a book", "--dest DIR"],
    );
    says(
        &book.refused(&["build", "--dest", "letters/to_a_friend.txt"]),
        &["--dest DIR"],
    );
    assert!(book.path("letters/to_a_friend.txt").exists());
}

#[test]
fn a_read_only_destination() {
    let book = Book::new();
    let site = book.path("site");
    fs::create_dir(&site).unwrap();
    let writable = site.metadata().unwrap().permissions();
    let mut read_only = writable.clone();
    read_only.set_readonly(true);
    fs::set_permissions(&site, read_only).unwrap();
    for destination in ["site", "site/inside"] {
        says(
            &book.refused(&["build", "--dest", destination]),
            &["site", "can't be written", "--dest DIR"],
        );
    }
    fs::set_permissions(&site, writable).unwrap();
    assert_eq!(site.read_dir().unwrap().count(), 0);
}

#[test]
fn a_name_that_no_program_can_have() {
    let book = Book::new();
    let names = [
        "Count",
        "word-count",
        "2_words",
        "a__b",
        "_a",
        "../a",
        "",
        "fn",
        "tokio",
        "async_std",
        "sync",
        "press",
        "serde_json",
        "std",
        "tally",
    ];
    for name in names {
        let message = book.refused(&["new", name]);
        says(&message, &[name, "\n  "]);
    }
    assert_eq!(book.path("listings").read_dir().unwrap().count(), 1);
}
