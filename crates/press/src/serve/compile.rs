//! A reader's edit of a listing, compiled with the very libraries of the listings, so that nothing is built for it but
//! itself.
//!
//! Cargo compiles it, in a package of its own, and so with the reader's settings: linker, flags, target, wrapper. The
//! package has no dependencies, for which cargo would choose features anew; the compiler is told where the libraries are.

use anyhow::{Context, Result, bail};
use listing::Place;
use observe::cargo;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a build of the listings left.
#[derive(Debug, Default)]
pub struct Built {
    /// The listings' binaries, by name.
    pub binaries: BTreeMap<String, PathBuf>,
    libraries: Vec<Library>,
    /// Where the libraries are that other libraries need.
    folders: BTreeSet<PathBuf>,
    /// Why something is missing, in the compiler's words; empty where nothing is.
    pub errors: String,
}

/// A library that a listing may use.
#[derive(Debug)]
struct Library {
    /// As code says it: `async_std`.
    name: String,
    version: String,
    file: PathBuf,
}

impl Built {
    /// Nothing, and why.
    pub fn nothing(errors: String) -> Built {
        Built {
            errors,
            ..Built::default()
        }
    }

    /// From what cargo says as JSON, and what it prints for people.
    pub fn read(messages: &[u8], errors: &[u8]) -> Built {
        let messages = cargo::Messages::read(messages);
        let mut built = Built {
            binaries: messages.executables(),
            errors: String::from_utf8_lossy(errors).into_owned(),
            ..Built::default()
        };
        for artifact in &messages.artifacts {
            let kinds = ["lib", "rlib", "proc-macro"];
            if !artifact
                .target
                .kind
                .iter()
                .any(|kind| kinds.contains(&kind.as_str()))
            {
                continue;
            }
            let is_linked = |file: &&PathBuf| file.extension().is_some_and(|end| end != "rmeta");
            let Some(file) = artifact.filenames.iter().find(is_linked) else {
                continue;
            };
            built.folders.extend(file.parent().map(Path::to_owned));
            let version = artifact.package_id.rsplit(['@', '#']).next();
            built.libraries.push(Library {
                name: artifact.target.name.replace('-', "_"),
                version: version.unwrap_or_default().to_owned(),
                file: file.clone(),
            });
        }
        built
    }

    /// The library of this name and version. Where cargo compiles for another target, it makes some twice, and those for
    /// build scripts are in another folder than the binaries.
    fn library(&self, name: &str, version: Option<&str>) -> Option<&Path> {
        let of_target = self.binaries.values().find_map(|binary| binary.parent());
        let named = self.libraries.iter().filter(|library| {
            library.name == name && version.is_none_or(|version| library.version == version)
        });
        let best = named
            .max_by_key(|library| of_target.is_some_and(|folder| is_for(folder, &library.file)));
        best.map(|library| library.file.as_path())
    }
}

/// Whether the library is for the target of the binaries in `folder`: both paths say `x86_64-unknown-linux-musl/debug`,
/// or `target/debug`.
fn is_for(folder: &Path, library: &Path) -> bool {
    let target = folder.parent().and_then(Path::file_name);
    library.ancestors().any(|above| above.file_name() == target)
}

/// The package in which an edit is compiled. It is no member of the book's workspace.
fn manifest(name: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [[bin]]\nname = \"{name}\"\npath = \"main.rs\"\n\n\
         [profile.dev]\ndebug = \"line-tables-only\"\nincremental = false\n\n[workspace]\n"
    )
}

/// Writes `source`, an edit of `program` in `model`, into `folder`, and returns what compiles it there. On its stdout,
/// the command says where the binary is: [`binary`] reads it.
///
/// # Errors
/// The program uses a crate that could not be built, or a file can't be written.
pub fn compiler(
    root: &Path,
    folder: &Path,
    (program, model): (&str, &str),
    source: &str,
    built: &Built,
) -> Result<Command> {
    let arguments = libraries(root, program, built)?;
    fs::create_dir_all(folder)?;
    fs::write(folder.join("main.rs"), source)?;
    fs::write(
        folder.join("Cargo.toml"),
        manifest(&format!("{program}-{model}")),
    )?;
    // In the book's root, whose settings count as for the listings.
    let mut command = cargo::command(root);
    let target = folder.join("target");
    command
        .args(["rustc", "--quiet", "--offline", "--color=never"])
        .arg("--message-format=json-render-diagnostics")
        .arg("--manifest-path")
        .arg(folder.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&target)
        .env("CARGO_BUILD_BUILD_DIR", &target)
        .arg("--")
        .args(arguments);
    Ok(command)
}

/// The binary of the edit, from what its compiler said on stdout.
pub fn binary(said: &[u8]) -> Result<PathBuf> {
    let programs = cargo::Messages::read(said).executables();
    let binary = programs.into_values().next();
    binary.context("cargo says of no program that it has compiled it")
}

/// What rustc is told of the dependencies of `program`.
fn libraries(root: &Path, program: &str, built: &Built) -> Result<Vec<String>> {
    let place =
        Place::find(root, program).with_context(|| format!("There is no program {program}."))?;
    let manifest = fs::read_to_string(root.join(place.manifest()))?;
    let manifest: toml::Table = manifest.parse()?;
    let locked = locked(root, &place.package);
    let mut arguments = Vec::new();
    let dependencies = manifest.get("dependencies").and_then(|d| d.as_table());
    for name in dependencies.into_iter().flat_map(toml::Table::keys) {
        let version = locked.get(name).map(String::as_str);
        let name = name.replace('-', "_");
        let Some(library) = built.library(&name, version) else {
            bail!("the crate {name} could not be built:\n{}", built.errors);
        };
        arguments.push(format!("--extern={name}={}", library.display()));
    }
    if !arguments.is_empty() {
        let folders = built.folders.iter();
        arguments.extend(folders.map(|folder| format!("-Ldependency={}", folder.display())));
    }
    Ok(arguments)
}

/// The versions of those dependencies of `package` of which the lock file has several.
fn locked(root: &Path, package: &str) -> BTreeMap<String, String> {
    let text = fs::read_to_string(root.join("Cargo.lock")).unwrap_or_default();
    let lock: toml::Table = text.parse().unwrap_or_default();
    let packages = lock.get("package").and_then(|packages| packages.as_array());
    let is_named =
        |entry: &&toml::Value| entry.get("name").and_then(|n| n.as_str()) == Some(package);
    let entry = packages.and_then(|packages| packages.iter().find(is_named));
    let needs = entry.and_then(|entry| entry.get("dependencies")?.as_array());
    let needs = needs.into_iter().flatten().filter_map(|need| need.as_str());
    // `async-channel 2.5.0`, and only the name where there is one version.
    let pairs = needs.filter_map(|need| need.split_once(' '));
    pairs
        .map(|(name, rest)| {
            let version = rest.split(' ').next().unwrap_or(rest);
            (name.to_owned(), version.to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> &'static Path {
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
    }

    fn library(name: &str, version: &str, folder: &str) -> String {
        format!(
            r#"{{"reason":"compiler-artifact","package_id":"registry+https://d#{name}@{version}","manifest_path":"/d/Cargo.toml","target":{{"kind":["lib"],"name":"{name}"}},"filenames":["{folder}/lib{name}.rmeta","{folder}/lib{name}.rlib"],"executable":null}}"#
        )
    }

    fn program(path: &str) -> String {
        format!(
            r#"{{"reason":"compiler-artifact","package_id":"path+file:///l/count#0.1.0","manifest_path":"/l/Cargo.toml","target":{{"kind":["bin"],"name":"count-sync"}},"filenames":["{path}"],"executable":"{path}"}}"#
        )
    }

    #[test]
    fn an_edited_listing_is_compiled_with_the_dependencies_of_its_program() {
        let names = ["async_std", "futures", "observe", "tokio"];
        let messages = names.map(|name| library(name, "1.0.0", "/d")).join("\n");
        let built = Built::read(messages.as_bytes(), b"");
        let arguments = libraries(root(), "count", &built).unwrap();
        assert!(arguments.contains(&"--extern=async_std=/d/libasync_std.rlib".to_owned()));
        assert!(arguments.contains(&"--extern=tokio=/d/libtokio.rlib".to_owned()));
        assert!(arguments.contains(&"-Ldependency=/d".to_owned()));
        assert!(
            !arguments
                .iter()
                .any(|argument| argument.contains("observe"))
        );

        let built = Built::read(b"", b"error: no tokio");
        let error = libraries(root(), "count", &built).unwrap_err().to_string();
        assert!(
            error.contains("could not be built") && error.contains("error: no tokio"),
            "{error}"
        );
    }

    #[test]
    fn of_two_versions_the_locked_one_is_taken_and_of_two_targets_that_of_the_binaries() {
        let musl = "/t/x86_64-unknown-linux-musl/debug";
        let messages = [
            library("tokio", "1.2.0", &format!("{musl}/deps")),
            library("tokio", "0.1.0", &format!("{musl}/deps/old")),
            library("tokio", "1.2.0", "/t/debug/deps"),
            program(&format!("{musl}/count-sync")),
        ];
        let built = Built::read(messages.join("\n").as_bytes(), b"");
        let file = |version| built.library("tokio", Some(version)).unwrap().to_owned();
        assert_eq!(file("1.2.0"), Path::new(musl).join("deps/libtokio.rlib"));
        assert_eq!(
            file("0.1.0"),
            Path::new(musl).join("deps/old/libtokio.rlib")
        );
        assert_eq!(built.library("tokio", Some("3.0.0")), None);
    }

    #[test]
    fn the_lock_file_says_which_of_several_versions_a_package_uses() {
        let book = tempfile::tempdir().unwrap();
        let lock = "[[package]]\nname = \"pool\"\nversion = \"0.1.0\"\n\
                    dependencies = [\n \"async-channel 2.5.0\",\n \"tokio\",\n \"a 1.0.0 (registry+x)\",\n]\n";
        fs::write(book.path().join("Cargo.lock"), lock).unwrap();
        let locked = locked(book.path(), "pool");
        assert_eq!(locked["async-channel"], "2.5.0");
        assert_eq!(locked["a"], "1.0.0");
        assert_eq!(locked.get("tokio"), None);
    }
}
