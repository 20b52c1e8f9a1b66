//! What `theme/` uses instead of mdBook's own files: a newer mdBook must not change its own unseen.

use sha2::{Digest, Sha256};
use similar::TextDiff;
use std::{env, fs, path::Path, process::Command};

/// What our template changes in mdBook's own, kept in sight.
const TEMPLATE: &str = "theme/index.hbs.diff";

/// The hashes of mdBook's own files that ours were written after. These are cut down or new, so a diff would show only that.
const STOCK: &str = "theme/stock.sha256";
const REPLACED: [&str; 5] = [
    "css/chrome.css",
    "css/general.css",
    "css/variables.css",
    "js/book.js",
    "templates/toc.html.hbs",
];

/// What says that the kept files are to be written anew.
const KEEP: &str = "KEEP_THEME";

#[test]
fn our_template_differs_from_mdbooks_only_as_kept() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let stock = mdbook_html(root).join("front-end/templates/index.hbs");
    let diff = TextDiff::from_lines(read(&stock), read(&root.join("theme/index.hbs")))
        .unified_diff()
        .context_radius(1)
        .header("mdbook-html/index.hbs", "theme/index.hbs")
        .to_string();
    assert!(
        is_kept(&root.join(TEMPLATE), &diff),
        "theme/index.hbs and mdBook's own template no longer differ by {TEMPLATE}.\n\
         If mdbook-html was updated: compare {} with theme/index.hbs and take over what is new.\n\
         Then, or if theme/index.hbs was changed: {KEEP}=1 cargo test --test theme, and look at `git diff {TEMPLATE}`.",
        stock.display()
    );
}

#[test]
fn mdbooks_files_that_ours_replace_are_those_that_ours_were_written_after() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let stock = mdbook_html(root).join("front-end");
    let hashes: String = REPLACED
        .iter()
        .map(|file| {
            let hash = Sha256::digest(read(&stock.join(file)));
            let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("{hash}  {file}\n")
        })
        .collect();
    assert!(
        is_kept(&root.join(STOCK), &hashes),
        "mdBook's own files are no longer those of {STOCK}, but:\n{hashes}\
         Compare them in {} with those of the mdbook-html in use before, and take over into theme/ what the book needs.\n\
         Then: {KEEP}=1 cargo test --test theme.",
        stock.display()
    );
}

/// The text of a file. Git may check it out with other line ends.
fn read(path: &Path) -> String {
    fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .replace("\r\n", "\n")
}

/// Whether `path` holds `text`; it does once it is to be kept.
fn is_kept(path: &Path, text: &str) -> bool {
    if env::var_os(KEEP).is_some() {
        fs::write(path, text).expect("the tree can be written");
    }
    text == read(path)
}

/// The folder of the locked mdbook-html, as cargo names it.
fn mdbook_html(root: &Path) -> std::path::PathBuf {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--locked", "--offline"])
        .current_dir(root)
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "cargo metadata: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let package = metadata["packages"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|package| package["name"] == "mdbook-html")
        .expect("press depends on mdbook-html");
    let manifest = package["manifest_path"].as_str().expect("a path");
    Path::new(manifest).parent().expect("a folder").to_owned()
}
