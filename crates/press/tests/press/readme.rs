//! The commands that the README and the guide to contributing tell a reader to give are ones that press knows.

use std::path::Path;
use std::process::Command;

/// What follows `cargo run -- ` wherever `text` says it, up to the end of the code.
fn commands(text: &str) -> Vec<Vec<&str>> {
    text.split("cargo run -- ")
        .skip(1)
        .map(|rest| {
            let end = rest.find(['`', '\n']).unwrap_or(rest.len());
            rest[..end].split_whitespace().collect()
        })
        .collect()
}

#[test]
fn every_command_that_a_reader_is_told_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut seen = 0;
    for file in ["README.md", "CONTRIBUTING.md"] {
        let text = std::fs::read_to_string(root.join(file)).expect("the file is there");
        for words in commands(&text) {
            let subcommand = words
                .iter()
                .take_while(|word| !word.starts_with('-'))
                .take(1);
            let help = Command::new(env!("CARGO_BIN_EXE_press"))
                .args(subcommand)
                .arg("--help")
                .output()
                .expect("press starts");
            let help = String::from_utf8_lossy(&help.stdout);
            assert!(
                !help.is_empty(),
                "{file}: `cargo run -- {}`: no such command",
                words[0]
            );
            for option in words.iter().filter(|word| word.starts_with("--")) {
                let known = help.split_whitespace().any(|word| word == *option);
                assert!(
                    known,
                    "{file}: `cargo run -- {}`: no {option}",
                    words.join(" ")
                );
            }
            seen += 1;
        }
    }
    assert!(
        seen >= 4,
        "{seen} commands were found: the README says them in another way"
    );
}
