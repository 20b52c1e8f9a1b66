//! No Rust fence escapes: each is checked in one way, and those that skeptic can't check are proved here.
//!
//! Fences that must not compile, and those in edition 2024, become the binaries of a package in `target/fences`, which
//! cargo builds once for all of them, with the crates and the lock file of the book.

use expand::{Book, Check, Expanded, Fence};
use listing::Errors;
use observe::cargo::{self, Diagnostic};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::Duration;
use std::{env, fs};

/// How long a fence in edition 2024 may run.
const LIMIT: Duration = Duration::from_secs(10);

/// All pages and `README.md`, expanded, by path.
static PAGES: LazyLock<BTreeMap<String, Expanded>> = LazyLock::new(|| {
    let book = book();
    let mut texts = book.pages.clone();
    if let Ok(readme) = fs::read_to_string(root().join("README.md")) {
        texts.insert("../README.md".to_owned(), readme);
    }
    texts
        .into_iter()
        .map(|(path, text)| {
            let expanded = book.expand(&path, &text).unwrap_or_else(|e| panic!("{e}"));
            (path, expanded)
        })
        .collect()
});

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn book() -> Book {
    Book::load(root()).unwrap_or_else(|errors: Errors| panic!("{errors}"))
}

/// A fence and its place, `src/start.md:12`.
#[derive(Clone)]
struct Placed {
    place: String,
    fence: Fence,
}

fn placed(page: &Expanded) -> impl Iterator<Item = Placed> + '_ {
    page.fences.iter().map(|fence| {
        let (file, line) = page.line_of(fence.range.start);
        Placed {
            place: format!("{file}:{line}"),
            fence: fence.clone(),
        }
    })
}

/// The Rust fences that a second reading of the Markdown finds, with every extension that a renderer might know.
/// Code without a fence counts too: nothing would check it.
fn second_count(markdown: &str) -> usize {
    let options = Options::all()
        - Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        - Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    Parser::new_ext(markdown, options)
        .filter(|event| match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let language = info
                    .split(|c: char| !c.is_alphanumeric())
                    .next()
                    .unwrap_or_default();
                language.is_empty() || ["rust", "rs"].contains(&language.to_lowercase().as_str())
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => true,
            _ => false,
        })
        .count()
}

/// How many fences are checked in which way.
#[derive(Default, PartialEq, Debug)]
struct Count {
    run: usize,
    compiled: usize,
    run_2024: usize,
    excerpts: usize,
    modules: usize,
    claims: usize,
    failing: usize,
}

impl Count {
    fn of<'a>(fences: impl Iterator<Item = &'a Fence>) -> Count {
        let mut count = Count::default();
        for fence in fences {
            match fence.check {
                Check::Run => count.run += 1,
                Check::CompileOnly => count.compiled += 1,
                Check::Run2024 => count.run_2024 += 1,
                Check::Excerpt => count.excerpts += 1,
                Check::Module(_) => count.modules += 1,
                Check::Claim => count.claims += 1,
                Check::FailsWith(_) | Check::FailsSaying(_) => count.failing += 1,
            }
        }
        count
    }

    fn sum(&self) -> usize {
        self.run
            + self.compiled
            + self.run_2024
            + self.excerpts
            + self.modules
            + self.claims
            + self.failing
    }
}

#[test]
fn every_rust_fence_of_every_page_is_checked_in_one_way() {
    for (path, page) in PAGES.iter() {
        assert_eq!(
            page.fences.len(),
            second_count(&page.markdown),
            "{path}: a fence escapes, or there is code without a fence"
        );
    }
    let count = Count::of(PAGES.values().flat_map(|page| &page.fences));
    let seen: usize = PAGES
        .values()
        .map(|page| second_count(&page.markdown))
        .sum();
    assert_eq!(count.sum(), seen);
    assert_eq!(
        (count.run + count.compiled).to_string(),
        env!("SKEPTIC_FENCES"),
        "build.rs gave skeptic other fences"
    );
    observe::say(&format!(
        "Rust fences: {seen} seen = {} run by skeptic + {} compiled only + {} run in edition 2024 + {} excerpts + {} compiled as modules + {} claims + {} proved failing",
        count.run,
        count.compiled,
        count.run_2024,
        count.excerpts,
        count.modules,
        count.claims,
        count.failing
    ));
}

#[test]
fn the_whole_listing_of_each_part_is_checked() {
    let fences = || PAGES.values().flat_map(placed);
    let whole: BTreeSet<_> = fences()
        .filter(|placed| matches!(placed.fence.check, Check::Run | Check::CompileOnly))
        .filter_map(|placed| placed.fence.listing)
        .collect();
    let is_part = |fence: &Fence| matches!(fence.check, Check::Excerpt | Check::Module(_));
    for Placed { place, fence } in fences().filter(|placed| is_part(&placed.fence)) {
        let listing = fence.listing.expect("a part is from a listing");
        assert!(
            whole.contains(&listing),
            "{place}: shows part of {listing}, which no page shows whole"
        );
    }
}

#[test]
fn no_kind_of_fence_escapes() {
    let text = "\
# A page

{{#program count models=\"sync\"}}

{{#program gather_panics models=\"sync\"}}

{{#program count models=\"tokio\" anchor=\"count\"}}

{{#keep count models=\"tokio\" items=\"count\"}}

```rust
let a = 1;
```

- in a list:

  ```rust
  let b = 2;
  ```

> ~~~rust,edition2024
> fn main() {}
> ~~~

```rust,compile_fail,E0308
let a: String = 1;
```

```rust,compile_fail,uncoded
fn main() { let } //~ ERROR expected pattern, found `}`
```

````rust
/* ``` */
````
";
    let page = book()
        .expand("page.md", text)
        .unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(page.fences.len(), second_count(&page.markdown));
    let count = Count {
        run: 4,
        compiled: 1,
        run_2024: 1,
        excerpts: 1,
        modules: 1,
        claims: 0,
        failing: 2,
    };
    assert_eq!(Count::of(page.fences.iter()), count);
}

#[test]
fn a_fence_that_nothing_would_check_is_refused() {
    for fence in [
        "```\nfn main() {}\n```\n",
        "```rust,ignore\nfn main() {}\n```\n",
        "```rust,should_panic\nfn main() {}\n```\n",
        "```Rust\nfn main() {}\n```\n",
        "```rs\nfn main() {}\n```\n",
    ] {
        let refused = book().expand("page.md", &format!("# A page\n\n{fence}"));
        let errors = refused.expect_err(fence);
        assert_eq!(errors.0[0].line, 3, "{errors}");
    }
}

#[test]
fn fences_that_must_fail_do_and_those_of_edition_2024_run() {
    let _stage = observe::stage("fences that must fail, and those of edition 2024");
    let fences: Vec<Placed> = PAGES.values().flat_map(placed).collect();
    let wrong = prove(&root().join("target/fences"), &fences);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_fence_that_fails_otherwise_or_not_at_all_is_told() {
    let fence = |line: usize, check: Check, code: &str| Placed {
        place: format!("page.md:{line}"),
        fence: Fence {
            check,
            prints: None,
            code: code.to_owned(),
            line,
            listing: None,
            range: 0..0,
        },
    };
    let coded = |code: &str| Check::FailsWith(code.to_owned());
    let moved = "fn main() {\n    let a = String::new();\n    drop(a);\n    drop(a);\n}\n";
    let not_send = "fn send<T: Send>(_: T) {}\nasync fn pause() {}\nfn main() {\n    send(async {\n        let a = std::rc::Rc::new(1);\n        pause().await;\n        drop(a);\n    });\n}\n";
    let mut prints = fence(10, Check::Run2024, "fn main() {\n    println!(\"1\");\n}\n");
    prints.fence.prints = Some("2".to_owned());
    let fences = [
        fence(1, coded("E0382"), moved),
        fence(2, coded("E0499"), moved),
        fence(3, coded("E0382"), "fn main() {}\n"),
        fence(
            4,
            coded("E0382"),
            &format!("{moved}fn more() {{\n    let a: String = 1;\n}}\n"),
        ),
        fence(
            5,
            Check::FailsSaying("future cannot be sent between threads safely".into()),
            not_send,
        ),
        fence(
            6,
            Check::FailsSaying("future cannot be sent".into()),
            not_send,
        ),
        fence(
            7,
            Check::Run2024,
            "use tokio as _;\nfn main() {\n    if let Some(a) = Some(1) && a == 1 {}\n}\n",
        ),
        fence(
            8,
            Check::Run2024,
            "fn main() {\n    std::process::exit(3);\n}\n",
        ),
        fence(
            9,
            Check::Run2024,
            "fn main() {\n    let a: String = 1;\n}\n",
        ),
        prints,
    ];
    let told = prove(
        &Path::new(env!("CARGO_TARGET_TMPDIR")).join("fences"),
        &fences,
    );
    let told: Vec<&str> = told
        .iter()
        .map(|wrong| wrong.lines().next().unwrap_or_default())
        .collect();
    assert_eq!(
        told,
        [
            "page.md:2: must fail with E0499 alone, and rustc says: error[E0382]: use of moved value: `a`",
            "page.md:3: must fail with E0382 alone, and rustc says nothing",
            "page.md:4: must fail with E0382 alone, and rustc says: error[E0308]: mismatched types; error[E0382]: use of moved value: `a`",
            "page.md:6: must fail saying `future cannot be sent` alone, and rustc says: error: future cannot be sent between threads safely",
            "page.md:8: ends with exit code 3",
            "page.md:9: does not compile in edition 2024",
            "page.md:10: prints `1`, and the page says `2`",
        ]
    );
}

/// What is wrong with fences that must fail, and with those in edition 2024; others are left alone.
/// What was proved to fail is kept in `folder`, by a hash of all that it depends on, and not built again.
fn prove(folder: &Path, fences: &[Placed]) -> Vec<String> {
    let versions = format!(
        "{}{}",
        rustc_version(),
        fs::read_to_string(root().join("Cargo.lock")).expect("the lock file is committed")
    );
    let key = |fence: &Fence| {
        let mut hasher = DefaultHasher::new();
        (&versions, &fence.check, &fence.code).hash(&mut hasher);
        format!("{:016x}", hasher.finish())
    };
    let proved_file = folder.join("proved");
    let proved = fs::read_to_string(&proved_file).unwrap_or_default();
    let mut proved: BTreeSet<String> = proved.lines().map(str::to_owned).collect();
    let wanted: Vec<(String, &Placed)> = fences
        .iter()
        .filter(|Placed { fence, .. }| match fence.check {
            Check::FailsWith(_) | Check::FailsSaying(_) => !proved.contains(&key(fence)),
            Check::Run2024 => true,
            _ => false,
        })
        .map(|placed| (format!("fence-{}", key(&placed.fence)), placed))
        .collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let built = build(folder, &wanted);

    let mut wrong = Vec::new();
    for (bin, Placed { place, fence }) in &wanted {
        let Built { errors, executable } = &built[bin];
        let said = || match errors.as_slice() {
            [] => "rustc says nothing".to_owned(),
            errors => {
                let lines: BTreeSet<&str> = errors
                    .iter()
                    .filter_map(|error| error.rendered.lines().next())
                    .collect();
                format!(
                    "rustc says: {}",
                    lines.into_iter().collect::<Vec<_>>().join("; ")
                )
            }
        };
        match &fence.check {
            Check::FailsWith(code) => {
                if !errors.is_empty()
                    && errors.iter().all(|error| error.code.as_ref() == Some(code))
                {
                    proved.insert(key(fence));
                } else {
                    wrong.push(format!(
                        "{place}: must fail with {code} alone, and {}",
                        said()
                    ));
                }
            }
            Check::FailsSaying(message) => {
                if !errors.is_empty()
                    && errors.iter().all(|error| {
                        error.code.is_none() && error.message.lines().next() == Some(message)
                    })
                {
                    proved.insert(key(fence));
                } else {
                    wrong.push(format!(
                        "{place}: must fail saying `{message}` alone, and {}",
                        said()
                    ));
                }
            }
            _ => match executable {
                None => {
                    let rendered: String =
                        errors.iter().map(|error| error.rendered.as_str()).collect();
                    wrong.push(format!(
                        "{place}: does not compile in edition 2024\n{rendered}"
                    ));
                }
                Some(executable) => wrong.extend(run(place, fence, executable)),
            },
        }
    }
    let lines: Vec<String> = proved.into_iter().collect();
    fs::write(&proved_file, lines.join("\n")).expect("a writable target folder");
    wrong
}

/// What is wrong with a run of a fence in edition 2024.
fn run(place: &str, fence: &Fence, executable: &Path) -> Option<String> {
    let run = match observe::Program::new(place, executable)
        .limit(LIMIT)
        .try_run()
    {
        Ok(run) => run,
        Err(error) => return Some(error.to_string()),
    };
    if !run.success() {
        return Some(format!(
            "{place}: ends with {}\n{}{}",
            run.exit,
            run.stdout(),
            run.stderr()
        ));
    }
    let printed = run.stdout();
    match &fence.prints {
        Some(wanted) if wanted.trim_end() != printed.trim_end() => Some(format!(
            "{place}: prints `{}`, and the page says `{}`",
            printed.trim_end(),
            wanted.trim_end()
        )),
        _ => None,
    }
}

/// What became of one binary.
#[derive(Default)]
struct Built {
    errors: Vec<Diagnostic>,
    executable: Option<PathBuf>,
}

/// Builds each fence as a binary of one package, all in one go.
fn build(folder: &Path, wanted: &[(String, &Placed)]) -> BTreeMap<String, Built> {
    let manifest: toml::Table =
        toml::from_str(&fs::read_to_string(root().join("Cargo.toml")).expect("the manifest"))
            .expect("a right manifest");
    let of_book = &manifest["workspace"]["dependencies"];
    let mut package = String::from(
        "[workspace]\n[package]\nname = \"fences\"\nversion = \"0.0.0\"\nedition = \"2024\"\nautobins = false\n[profile.dev]\ndebug = false\n[dependencies]\n",
    );
    for name in ["async-std", "futures", "parking_lot", "rayon", "tokio"] {
        package.push_str(&format!("{name} = {}\n", of_book[name]));
    }
    let sources = folder.join("src");
    fs::create_dir_all(&sources).expect("a writable target folder");
    let mut built = BTreeMap::new();
    for (bin, Placed { fence, .. }) in wanted {
        // The same code on two pages is built once.
        if built.insert(bin.clone(), Built::default()).is_some() {
            continue;
        }
        let source = sources.join(format!("{bin}.rs"));
        if !source.exists() {
            fs::write(&source, fence.program()).expect("a writable target folder");
        }
        package.push_str(&format!(
            "[[bin]]\nname = \"{bin}\"\npath = \"src/{bin}.rs\"\n"
        ));
    }
    fs::write(folder.join("Cargo.toml"), package).expect("a writable target folder");
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock"))
        .expect("the lock file is committed");

    let output = cargo::command(folder)
        .args([
            "build",
            "--keep-going",
            "--offline",
            "--message-format=json",
            "--target-dir",
        ])
        .arg(root().join("target/fences/target"))
        .stdin(Stdio::null())
        .output()
        .expect("cargo starts");
    let messages = cargo::Messages::read(&output.stdout);
    assert!(
        !messages.is_empty(),
        "cargo could not build the fences:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    for error in messages.errors() {
        if let Some(built) = built.get_mut(&error.target.name) {
            built.errors.push(error.clone());
        }
    }
    for (bin, executable) in messages.executables() {
        if let Some(built) = built.get_mut(&bin) {
            built.executable = Some(executable);
        }
    }
    built
}

fn rustc_version() -> String {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .arg("-vV")
        .output()
        .expect("rustc starts");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
