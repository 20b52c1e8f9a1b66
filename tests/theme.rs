//! The one template of mdBook that `theme/` overrides: a newer mdBook must not change its own unseen.

use similar::TextDiff;
use std::{env, fs, path::Path, process::Command};

/// What our template changes in mdBook's own, kept in sight.
const KEPT: &str = "theme/index.hbs.diff";

#[test]
fn our_template_differs_from_mdbooks_only_as_kept() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // Git may check text out with other line ends.
    let read = |path: &Path| {
        fs::read_to_string(path)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
            .replace("\r\n", "\n")
    };
    let stock = mdbook_html(root).join("front-end/templates/index.hbs");
    let diff = TextDiff::from_lines(read(&stock), read(&root.join("theme/index.hbs")))
        .unified_diff()
        .context_radius(1)
        .header("mdbook-html/index.hbs", "theme/index.hbs")
        .to_string();
    let kept = root.join(KEPT);
    if env::var_os("KEEP_TEMPLATE").is_some() {
        fs::write(&kept, &diff).expect("the tree can be written");
    }
    assert!(
        diff == read(&kept),
        "theme/index.hbs and mdBook's own template no longer differ by {KEPT}.\n\
         If mdbook-html was updated: compare {} with theme/index.hbs and take over what is new.\n\
         Then, or if theme/index.hbs was changed: KEEP_TEMPLATE=1 cargo test --test theme, and look at `git diff {KEPT}`.",
        stock.display()
    );
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
