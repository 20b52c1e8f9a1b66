//! Makes one module of each exercise's tests with its starter, and one with its solution, for `each.rs`: one test binary
//! links faster than one for each of them.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, process};

/// How an exercise's tests choose between starter and solution.
const CHOICE: &str = "#[cfg_attr(feature = \"solution\", path = \"../solution.rs\")]\n\
                      #[cfg_attr(not(feature = \"solution\"), path = \"../starter.rs\")]\n\
                      mod it;\n";

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    match modules(&root, &out) {
        Ok(text) => fs::write(out.join("modules.rs"), text).expect("OUT_DIR can be written"),
        Err(wrong) => {
            eprintln!("{wrong}");
            process::exit(1);
        }
    }
}

/// The modules of all exercises below `root`, whose files go to `out`; what is wrong with one, and how to fix it.
fn modules(root: &Path, out: &Path) -> Result<String, String> {
    println!("cargo::rerun-if-changed={}", root.display());
    let all = dependencies(&root.join("Cargo.toml"))?;
    let mut text = String::new();
    let mut names: Vec<String> = fs::read_dir(root)
        .map_err(|e| format!("{}: {e}", root.display()))?
        .flatten()
        .filter(|entry| entry.path().join("Cargo.toml").is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    for name in names {
        let folder = root.join(&name);
        let module = name.replace('-', "_");
        let tests = read(&folder.join("tests/exercise.rs"))?;
        if !tests.contains(CHOICE) {
            return Err(format!(
                "exercises/{name}/tests/exercise.rs: does not choose between starter and solution; it must contain:\n{CHOICE}"
            ));
        }
        let own = dependencies(&folder.join("Cargo.toml"))?;
        if let Some(missing) = own.iter().find(|crate_name| !all.contains(crate_name)) {
            return Err(format!(
                "exercises/Cargo.toml: lacks {missing}, which exercises/{name} uses: {missing}.workspace = true"
            ));
        }
        let mut inner = String::new();
        for which in ["starter", "solution"] {
            let source = folder.join(format!("{which}.rs"));
            for text in [&read(&source)?, &tests] {
                uses_only(&name, which, text, &own, &all)?;
            }
            let chosen = format!("#[path = {source:?}]\nmod it;\n");
            let tests = tests.replacen(CHOICE, &chosen, 1);
            let file = out.join(format!("{module}_{which}.rs"));
            fs::write(&file, tests).map_err(|e| format!("{}: {e}", file.display()))?;
            let _ = writeln!(inner, "    #[path = {file:?}]\n    mod {which};");
        }
        let _ = writeln!(text, "mod {module} {{\n{inner}}}");
    }
    Ok(text)
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file)
        .map(|text| text.replace("\r\n", "\n"))
        .map_err(|e| format!("{}: {e}", file.display()))
}

/// The crates that a manifest names under `[dev-dependencies]`.
fn dependencies(manifest: &Path) -> Result<Vec<String>, String> {
    let table: toml::Table = read(manifest)?
        .parse()
        .map_err(|e| format!("{}: {e}", manifest.display()))?;
    let names = table.get("dev-dependencies").and_then(|d| d.as_table());
    Ok(names
        .into_iter()
        .flat_map(|names| names.keys().cloned())
        .collect())
}

/// Fails if `text` uses a crate that the exercise's own manifest does not name: a reader could not compile it.
fn uses_only(
    name: &str,
    which: &str,
    text: &str,
    own: &[String],
    all: &[String],
) -> Result<(), String> {
    for other in all.iter().filter(|crate_name| !own.contains(crate_name)) {
        let path = format!("{}::", other.replace('-', "_"));
        let starts = |at: usize| {
            !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
        };
        if text.match_indices(&path).any(|(at, _)| starts(at)) {
            return Err(format!(
                "exercises/{name}/Cargo.toml: lacks {other}, which the {which} or its tests use: {other}.workspace = true"
            ));
        }
    }
    Ok(())
}
