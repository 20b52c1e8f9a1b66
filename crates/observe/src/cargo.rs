//! Starts cargo, and reads the messages that it writes as JSON: the one place that knows how both are done.
//!
//! The crate cargo_metadata reads the messages too. It is not used here, because the tests of every listing are compiled
//! with this crate, and it needs five more crates.
//!
//! ```no_run
//! # use observe::cargo;
//! let folder = std::path::Path::new(".");
//! let output = cargo::command(folder).args(["build", "--message-format=json"]).output()?;
//! let messages = cargo::Messages::read(&output.stdout);
//! let binary = messages.executable("count-sync");
//! # Ok::<(), std::io::Error>(())
//! ```

use serde::Deserialize;
use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What cargo said in one go, with `--message-format=json` or one of its variants.
#[derive(Debug, Default)]
pub struct Messages {
    /// What was compiled, in cargo's order.
    pub artifacts: Vec<Artifact>,
    /// What the compiler complained about; none of it with `json-render-diagnostics`, which prints it on stderr.
    pub diagnostics: Vec<Diagnostic>,
}

/// A target of a package that was compiled, or that was fresh already.
#[derive(Debug, Clone, Deserialize)]
pub struct Artifact {
    /// Cargo's name of the package: `path+file:///book/listings/count#0.1.0`.
    pub package_id: String,
    /// The package's `Cargo.toml`.
    pub manifest_path: PathBuf,
    pub target: Target,
    #[serde(default)]
    pub profile: Profile,
    /// All files that it left.
    #[serde(default)]
    pub filenames: Vec<PathBuf>,
    /// The program, if it is one.
    pub executable: Option<PathBuf>,
}

/// A library, a binary, a test of a package.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Target {
    pub name: String,
    /// `lib`, `bin`, `test`, `proc-macro` and so on.
    #[serde(default)]
    pub kind: Vec<String>,
}

/// How a target was compiled.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Profile {
    /// Whether it was compiled as a test.
    #[serde(default)]
    pub test: bool,
}

/// An error or a warning of the compiler, with the target that it is about.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    pub package_id: String,
    pub target: Target,
    /// `error`, `warning` and so on.
    pub level: String,
    /// `E0382`; none of most.
    pub code: Option<String>,
    /// The first line, without level and code.
    pub message: String,
    /// All of it, as rustc prints it.
    pub rendered: String,
    pub spans: Vec<Span>,
}

/// A place in the source.
#[derive(Debug, Clone, Deserialize)]
pub struct Span {
    /// As cargo's working folder names it; absolute for a file of another package.
    pub file_name: PathBuf,
    /// From 1.
    pub line_start: usize,
    /// Whether it is the place that the error is about.
    #[serde(default)]
    pub is_primary: bool,
    /// The macro call from whose expansion the place comes.
    pub expansion: Option<Box<Expansion>>,
}

/// The macro call from whose expansion a place comes.
#[derive(Debug, Clone, Deserialize)]
pub struct Expansion {
    pub span: Span,
}

/// One line of cargo's.
#[derive(Deserialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
enum Line {
    CompilerArtifact(Artifact),
    CompilerMessage {
        package_id: String,
        target: Target,
        message: Compiler,
    },
    #[serde(other)]
    Other,
}

/// What rustc writes.
#[derive(Deserialize)]
struct Compiler {
    level: String,
    code: Option<Code>,
    message: String,
    rendered: Option<String>,
    #[serde(default)]
    spans: Vec<Span>,
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

impl Messages {
    /// Reads cargo's stdout: a JSON object a line. Other lines are passed over: a program that cargo ran may have
    /// printed them.
    pub fn read(stdout: &[u8]) -> Messages {
        let mut messages = Messages::default();
        for line in stdout.split(|byte| *byte == b'\n') {
            match serde_json::from_slice(line) {
                Ok(Line::CompilerArtifact(artifact)) => messages.artifacts.push(artifact),
                Ok(Line::CompilerMessage {
                    package_id,
                    target,
                    message,
                }) => messages.diagnostics.push(Diagnostic {
                    package_id,
                    target,
                    level: message.level,
                    code: message.code.map(|code| code.code),
                    message: message.message,
                    rendered: message.rendered.unwrap_or_default(),
                    spans: message.spans,
                }),
                Ok(Line::Other) | Err(_) => {}
            }
        }
        messages
    }

    /// Whether cargo said nothing of any target: it failed before it compiled something.
    pub fn is_empty(&self) -> bool {
        self.artifacts.is_empty() && self.diagnostics.is_empty()
    }

    /// The programs, by the names of their targets.
    pub fn executables(&self) -> BTreeMap<String, PathBuf> {
        let programs = self.artifacts.iter().filter_map(|artifact| {
            let path = artifact.executable.clone()?;
            Some((artifact.target.name.clone(), path))
        });
        programs.collect()
    }

    /// The program of the target called `name`.
    pub fn executable(&self, name: &str) -> Option<&Path> {
        let mut named = self.artifacts.iter().filter(|a| a.target.name == name);
        named.find_map(|artifact| artifact.executable.as_deref())
    }

    /// The compiler's errors, without the last of a target, which only counts those before it.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|diagnostic| {
            diagnostic.level == "error" && !diagnostic.message.starts_with("aborting due to")
        })
    }
}

/// Variables that cargo sets for the package of the program that it runs. They would mislead another cargo.
const OF_A_PACKAGE: [&str; 4] = [
    "CARGO_PKG_",
    "CARGO_BIN_",
    "CARGO_MANIFEST_",
    "CARGO_CRATE_",
];

/// Variables by which a reader says where cargo writes.
const TARGET_FOLDERS: [&str; 2] = ["CARGO_TARGET_DIR", "CARGO_BUILD_TARGET_DIR"];
const BUILD_FOLDER: &str = "CARGO_BUILD_BUILD_DIR";

/// The command `cargo` in `folder`. It is the cargo that runs this program, if cargo does.
///
/// It gets none of the variables that cargo set for this program's own package. A folder that the environment names by
/// a relative path stays the one that the reader means: it is relative to the folder of this process, not to `folder`.
pub fn command(folder: &Path) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder);
    forget_package(&mut command);
    for name in TARGET_FOLDERS.iter().chain([&BUILD_FOLDER]) {
        if let Some(path) = env::var_os(name) {
            command.env(name, from_here(path.as_ref()));
        }
    }
    command
}

/// Takes from `command` the variables that cargo set for this program's own package.
pub fn forget_package(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if OF_A_PACKAGE.iter().any(|prefix| text.starts_with(prefix)) {
            command.env_remove(&name);
        }
    }
}

/// The target folder of the workspace at `root`: what the environment names, relative to the folder of this process,
/// as cargo reads it; otherwise `target` below `root`.
pub fn target_folder(root: &Path) -> PathBuf {
    let named = TARGET_FOLDERS.iter().find_map(env::var_os);
    named.map_or_else(|| root.join("target"), |path| from_here(path.as_ref()))
}

/// The path as another process needs it, in whichever folder that runs.
fn from_here(path: &Path) -> PathBuf {
    // Cargo replaces `{workspace-root}` and `{cargo-cache-home}`, which are absolute.
    if path.to_string_lossy().starts_with('{') {
        return path.to_owned();
    }
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two lines of cargo's and one of rustc's, shortened, with one that another program printed.
    const SAID: &str = r##"
{"reason":"compiler-artifact","package_id":"path+file:///b/listings/count#0.1.0","manifest_path":"/b/listings/count/Cargo.toml","target":{"kind":["bin"],"crate_types":["bin"],"name":"count-sync","src_path":"/b/sync.rs"},"profile":{"opt_level":"0","test":false},"features":[],"filenames":["/b/target/debug/count-sync"],"executable":"/b/target/debug/count-sync","fresh":true}
hello
{"reason":"compiler-message","package_id":"path+file:///b/listings/count#0.1.0","manifest_path":"/b/listings/count/Cargo.toml","target":{"kind":["bin"],"name":"count-tokio"},"message":{"rendered":"error[E0308]: mismatched types\n","$message_type":"diagnostic","level":"error","message":"mismatched types","children":[],"code":{"code":"E0308","explanation":"…"},"spans":[{"file_name":"tokio.rs","line_start":7,"line_end":7,"is_primary":true,"expansion":{"span":{"file_name":"tokio.rs","line_start":3,"is_primary":false,"expansion":null},"macro_decl_name":"join!"}}]}}
{"reason":"compiler-message","package_id":"path+file:///b/listings/count#0.1.0","target":{"kind":["bin"],"name":"count-tokio"},"message":{"rendered":"error: aborting\n","level":"error","message":"aborting due to 1 previous error","code":null,"spans":[]}}
{"reason":"build-finished","success":false}
"##;

    #[test]
    fn programs_and_errors_are_read_and_what_another_program_printed_is_passed_over() {
        let messages = Messages::read(SAID.as_bytes());
        assert_eq!(
            messages.executable("count-sync"),
            Some(Path::new("/b/target/debug/count-sync"))
        );
        assert_eq!(messages.executables().len(), 1);
        assert_eq!(messages.diagnostics.len(), 2);
        let errors: Vec<&Diagnostic> = messages.errors().collect();
        assert_eq!(errors.len(), 1);
        let error = errors[0];
        assert_eq!(error.target.name, "count-tokio");
        assert_eq!(error.code.as_deref(), Some("E0308"));
        assert_eq!(error.spans[0].line_start, 7);
        let from = error.spans[0].expansion.as_ref().expect("from a macro");
        assert_eq!(from.span.line_start, 3);
    }

    #[test]
    fn a_path_that_is_relative_here_is_absolute_for_another_process() {
        let here = env::current_dir().expect("there is a working folder");
        assert_eq!(from_here(Path::new("out")), here.join("out"));
        assert_eq!(from_here(&here), here);
        let of_cargo = Path::new("{workspace-root}/out");
        assert_eq!(from_here(of_cargo), of_cargo);
    }

    #[test]
    fn without_a_message_of_a_target_nothing_was_compiled() {
        let finished = "{\"reason\":\"build-finished\",\"success\":false}\n";
        assert!(Messages::read(finished.as_bytes()).is_empty());
        assert!(!Messages::read(SAID.as_bytes()).is_empty());
    }
}
