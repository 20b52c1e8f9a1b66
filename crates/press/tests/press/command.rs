//! `cargo run -- build` and `preprocess`: the static book.

use crate::common;

use common::{Book, files, repository};
use mdbook_driver::MDBook;

#[test]
fn the_book_is_what_a_stock_mdbook_makes_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let ours = folder.path().join("ours");
    press::site::build::build(repository(), Some(&ours), false).unwrap_or_else(|e| panic!("{e}"));

    // As a stock mdBook does: the whole of book.toml, and the preprocessor as a command.
    let mut stock = MDBook::load(repository()).unwrap();
    stock.config.build.build_dir = folder.path().join("stock");
    stock.build().unwrap();

    let (mut ours, stock) = (files(&ours), files(&folder.path().join("stock")));
    let worker = ours.remove(std::path::Path::new(press::site::offline::FILE));
    let worker = String::from_utf8(worker.expect("only ours can be kept offline")).unwrap();
    assert!(worker.contains("\"start.html\"") && !worker.contains("\"print.html\""));
    assert!(ours.len() > 10);
    assert_eq!(
        ours.keys().collect::<Vec<_>>(),
        stock.keys().collect::<Vec<_>>()
    );
    for (path, bytes) in &ours {
        assert!(bytes == &stock[path], "{} differs", path.display());
    }
}

#[test]
fn a_book_takes_the_place_of_the_one_before() {
    let book = Book::new();
    for word in ["apples", "pears"] {
        book.write("src/start.md", &format!("# Start\n\nAbout {word}.\n"));
        let output = book.command(&["build", "--dest", "site"]).output().unwrap();
        assert!(output.status.success(), "{}", common::text(&output));
        let page = String::from_utf8(
            files(&book.path("site"))[std::path::Path::new("start.html")].clone(),
        );
        assert!(page.unwrap().contains(word));
    }
    let hidden = book
        .path("")
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = hidden
        .filter(|name| name.to_string_lossy().starts_with('.'))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn help_names_every_command() {
    let output = Book::new().command(&["--help"]).output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    for word in [
        "serve",
        "build",
        "new",
        "record",
        "measure",
        "schedules",
        "preprocess",
        "--port",
        "--open",
        "--no-watch",
        "cargo run --",
    ] {
        assert!(help.contains(word), "{word}: {help}");
    }
}

#[test]
fn mdbook_is_told_that_html_is_supported() {
    let output = Book::new()
        .command(&["preprocess", "supports", "html"])
        .output()
        .unwrap();
    assert!(output.status.success());
}
