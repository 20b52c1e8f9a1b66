//! `cargo run -- new`: a program that runs as it is.

use crate::common;

use common::Book;
use std::fs;
use std::process::Command;

#[test]
fn a_new_variant_lives_in_the_folder_of_its_program() {
    let book = Book::new();
    let new = |words: &[&str]| {
        let mut command = vec!["new"];
        command.extend(words);
        book.command(&command).output().unwrap()
    };
    assert!(new(&["night_watch"]).status.success());
    let output = new(&["night_watch", "sleeps"]);
    assert!(output.status.success(), "{}", common::text(&output));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.contains("cargo test -p night_watch sleeps::")
            && said.contains("{{#program night_watch_sleeps}}"),
        "{said}"
    );
    assert!(new(&["night_watch", "walks"]).status.success());

    let content = expand::Book::load(book.path("")).unwrap_or_else(|e| panic!("{e}"));
    for name in ["night_watch", "night_watch_sleeps", "night_watch_walks"] {
        let program = &content.programs[name];
        let models: Vec<&str> = program.listings.iter().map(|l| l.model.as_str()).collect();
        assert_eq!(models, ["sync", "threads", "tokio", "async-std"], "{name}");
        assert_eq!(program.claims.len(), 2, "{name}");
        assert_eq!(
            program.listings[2].manifest,
            content.programs["night_watch"].listings[2].manifest
        );
    }
    let main = fs::read_to_string(book.path("listings/night_watch/tests/claims/main.rs")).unwrap();
    assert!(main.contains("\nmod sleeps;\nmod walks;\n"), "{main}");

    // Each of these leaves everything as it was.
    let manifest = book.path("listings/night_watch/Cargo.toml");
    let before = fs::read_to_string(&manifest).unwrap();
    for (words, says) in [
        (
            ["night_watch", "sleeps"],
            "listings/night_watch/sleeps exists",
        ),
        (["night_watch", "tests"], "is a folder of every package"),
        (["night_watch", "tokio"], "is the name of a model"),
        (["night_watch", "match"], "is a word of Rust's own"),
        (["day_watch", "sleeps"], "no package is called `day_watch`"),
    ] {
        let output = new(&words);
        assert!(!output.status.success());
        let error = common::text(&output);
        assert!(error.contains(says), "{words:?}: {error}");
    }
    assert_eq!(fs::read_to_string(&manifest).unwrap(), before);
}

#[test]
fn a_new_program_has_the_shape_of_the_others_and_its_listings_run() {
    let book = Book::new();
    let output = book.command(&["new", "night_watch"]).output().unwrap();
    assert!(output.status.success(), "{}", common::text(&output));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.contains("cargo run -- record night_watch")
            && said.contains("{{#program night_watch}}"),
        "{said}"
    );

    let content = expand::Book::load(book.path("")).unwrap_or_else(|e| panic!("{e}"));
    let program = &content.programs["night_watch"];
    let models: Vec<&str> = program
        .listings
        .iter()
        .map(|listing| listing.model.as_str())
        .collect();
    assert_eq!(models, ["sync", "threads", "tokio", "async-std"]);
    let claims: Vec<&str> = program
        .claims
        .iter()
        .map(|claim| claim.name.as_str())
        .collect();
    assert_eq!(
        claims,
        [
            "the_short_task_is_done_first",
            "the_output_is_what_was_recorded"
        ]
    );
    assert_eq!(
        content.programs["tally"].listings[2].manifest.crates,
        program.listings[2].manifest.crates
    );
    assert_eq!(
        content.programs["tally"].listings[3].manifest.crates,
        program.listings[3].manifest.crates
    );
    // What is not the program itself is word for word what the fixture has.
    let manifest = |name: &str| {
        let text = fs::read_to_string(book.path(&format!("listings/{name}/Cargo.toml"))).unwrap();
        let rest = text
            .split("[package.metadata")
            .next()
            .unwrap()
            .replace(name, "PROGRAM");
        rest.lines()
            .filter(|line| !line.starts_with("description"))
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert_eq!(manifest("night_watch"), manifest("tally"));

    // The two that need no crate can be run without building any.
    for model in ["sync", "threads"] {
        let binary = book.path(&format!("{model}{}", std::env::consts::EXE_SUFFIX));
        let source = book.path(&format!("listings/night_watch/{model}.rs"));
        let rustc = Command::new("rustc")
            .args(["--edition", "2024", "-Dwarnings", "-o"])
            .args([&binary, &source])
            .status();
        assert!(rustc.unwrap().success());
        let run = Command::new(&binary).output().unwrap();
        assert_eq!(
            String::from_utf8(run.stdout).unwrap(),
            "the short one is done\nthe long one is done\n"
        );
    }
}
