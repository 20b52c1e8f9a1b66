//! The book as an EPUB. What makes it of the static site is a program of its own, the crate `epub`, which is compiled when
//! it is first asked for.

use super::build;
use anyhow::{Context, Result, bail};
use observe::cargo;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The program that makes the EPUB.
const PROGRAM: &str = "epub";

/// Writes the book of `root` to `file`, or to `book.epub` where the static book would be; returns where.
///
/// # Errors
/// A page is wrong, the program can't be compiled, or the file can't be written.
pub fn write(root: &Path, file: Option<&Path>) -> Result<PathBuf> {
    let config = build::load_config(root)?;
    let file = match file {
        Some(file) => std::path::absolute(file)?,
        None => root.join(&config.build.build_dir).with_extension("epub"),
    };
    let folder = tempfile::tempdir()?;
    let site = build::build(root, Some(&folder.path().join("book")), false)?;
    let wrote = Command::new(program(root)?)
        .args([root, &site, &file])
        .status()
        .context("the program that writes an EPUB can't be started")?;
    if !wrote.success() {
        bail!("{} could not be written: see above", file.display());
    }
    Ok(file)
}

/// Has cargo compile the program; it says so if that takes a while.
fn program(root: &Path) -> Result<PathBuf> {
    // Not `-p`: with the features that all crates of the workspace have together, little is left to compile.
    let output = cargo::command(root)
        .args(["build", "--bin", PROGRAM])
        .arg("--message-format=json-render-diagnostics")
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .context("cargo can't be started")?;
    let messages = cargo::Messages::read(&output.stdout);
    let program = messages
        .executable(PROGRAM)
        .filter(|_| output.status.success());
    let program =
        program.context("the program that writes an EPUB can't be compiled: see above")?;
    Ok(program.to_owned())
}
