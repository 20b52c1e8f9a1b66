//! What a page becomes, and what a writer is told when it can't.

use expand::{Book, Check, Expanded, Origin};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const MANIFEST: &str = r#"
[package]
name = "greet"
description = "Says hello"

[[bin]]
name = "greet-sync"
path = "sync.rs"
test = false

[[bin]]
name = "greet-tokio"
path = "tokio.rs"
test = false

[package.metadata.book.tokio]
crates = "tokio --features macros,rt"
exit = 3
"#;

const SYNC: &str = "//! Says hello.\n\nfn greet() -> &'static str {\n    \"hello\"\n}\n\nfn main() {\n    println!(\"{}\", greet());\n}\n";

/// A book of one program in two models.
fn book() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| put(dir.path(), path, text);
    put("listings/greet/Cargo.toml", MANIFEST);
    put("listings/greet/sync.rs", SYNC);
    put(
        "listings/greet/tokio.rs",
        &SYNC.replace("fn main() {", "#[tokio::main]\nasync fn main() {"),
    );
    put(
        "listings/greet/tests/claims/main.rs",
        "#[test]\nfn it_says_hello() {\n    assert!(true);\n}\n",
    );
    put("listings/greet/recorded/sync.txt", "hello\n");
    put("src/page.md", "# Page\n\n{{#program greet}}\n");
    dir
}

fn put(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn expand(text: &str) -> Result<Expanded, String> {
    let dir = book();
    let book = Book::load(dir.path()).unwrap();
    book.expand("idea/page.md", text).map_err(|e| e.to_string())
}

#[track_caller]
fn refused(text: &str, says: &[&str]) {
    let error = expand(text).expect_err("the page is wrong");
    for part in says {
        assert!(error.contains(part), "`{part}` is missing in:\n{error}");
    }
}

/// The book with one file changed can't be read, and the message says this.
#[track_caller]
fn unreadable(path: &str, text: Option<&str>, says: &[&str]) {
    let dir = book();
    match text {
        Some(text) => put(dir.path(), path, text),
        None => fs::remove_file(dir.path().join(path)).unwrap(),
    }
    let error = Book::load(dir.path())
        .expect_err("the book is wrong")
        .to_string();
    for part in says {
        assert!(error.contains(part), "`{part}` is missing in:\n{error}");
    }
}

#[test]
fn a_program_is_shown_in_all_its_models_with_source_and_output() {
    let page = expand("# Page\n\n## Part\n\n{{#program greet}}\n").unwrap();
    assert!(
        page.markdown
            .contains("### greet in sync {#greet-sync-title .model}"),
        "{}",
        page.markdown
    );
    assert!(page.markdown.contains(&format!("```rust\n{SYNC}```")));
    assert!(
        page.markdown
            .contains("```console\n$ cargo add tokio --features macros,rt\n```")
    );
    assert!(page.markdown.contains("It prints:\n\n```text\nhello\n```"));
    assert!(
        page.markdown
            .contains("<!-- timeline greet/sync greet/tokio -->")
    );
}

#[test]
fn a_program_can_be_shown_without_its_picture() {
    let with = expand("# Page\n\n{{#program greet}}\n").unwrap();
    let without = expand("# Page\n\n{{#program greet timeline=\"none\"}}\n").unwrap();
    let picture = "<!-- timeline ";
    assert!(with.markdown.contains(picture));
    assert!(!without.markdown.contains(picture));
    assert!(without.markdown.contains("It prints:"));
    let error = expand("# Page\n\n{{#program greet timeline=\"no\"}}\n").unwrap_err();
    assert!(error.to_string().contains("timeline=\"none\""), "{error}");
}

#[test]
fn a_directive_inside_a_directive_is_refused() {
    for text in [
        "# Page\n\n{{#program {{#program greet}}\n",
        "# Page\n\n{{#program {{#program greet}} }}\n",
        "# Page\n\nText{{#claim {{#claim greet it_says_hello}}.\n",
    ] {
        refused(text, &["idea/page.md:3", "a directive inside a directive"]);
    }
}

#[test]
fn each_fence_knows_how_it_is_checked_and_its_line() {
    let page = expand(concat!(
        "# Page\n\n{{#program greet}}\n\n```rust\nlet x = 1;\n```\n\n",
        "```rust,edition2024\nfn main() {}\n```\n\n```rust,compile_fail,E0382\nfn main() {}\n```\n\n",
        "```rust,compile_fail,uncoded\nfn main() {} //~ ERROR no such thing\n```\n\n",
        "{{#program greet anchor=\"greet\"}}\n\n{{#claims}}\n",
    ))
    .unwrap();
    let seen: Vec<(&Check, usize)> = page.fences.iter().map(|f| (&f.check, f.line)).collect();
    assert_eq!(
        seen,
        [
            (&Check::Run, 3),
            // Its manifest says that it ends with 3, which skeptic would take for a failure.
            (&Check::CompileOnly, 3),
            (&Check::Run, 5),
            (&Check::Run2024, 9),
            (&Check::FailsWith("E0382".into()), 13),
            (&Check::FailsSaying("no such thing".into()), 17),
            (&Check::Excerpt, 21),
            (&Check::Excerpt, 21),
            (&Check::Claim, 23),
        ]
    );
    for fence in &page.fences {
        assert!(page.markdown[fence.range.clone()].contains(&fence.code));
    }
    assert_eq!(page.fences[2].program(), "fn main() {\nlet x = 1;\n}\n");
}

#[test]
fn an_excerpt_is_the_whole_item_and_nothing_else() {
    let page = expand("# Page\n\n{{#program greet anchor=\"greet\" models=\"sync\"}}\n").unwrap();
    assert_eq!(page.fences.len(), 1);
    assert_eq!(
        page.fences[0].code,
        "fn greet() -> &'static str {\n    \"hello\"\n}\n"
    );
    assert!(
        page.markdown
            .contains("from [`listings/greet/sync.rs`](../page.md#greet-sync)"),
        "{}",
        page.markdown
    );
}

#[test]
fn nothing_expands_in_code() {
    let text =
        "# Page\n\nWrite `{{#program unknown}}`:\n\n```toml\nx = \"{{#program unknown}}\"\n```\n";
    let page = expand(text).unwrap();
    assert!(page.markdown.starts_with(text));
}

#[test]
fn a_diff_shows_only_what_the_model_changed() {
    let page = expand("# Page\n\n{{#diff greet sync tokio}}\n").unwrap();
    assert!(page.markdown.contains("<del>- fn main() {</del>"));
    assert!(page.markdown.contains("<ins>+ async fn main() {</ins>"));
    assert!(!page.markdown.contains("//! Says hello"));
    assert!(page.fences.is_empty());
}

#[test]
fn the_claims_of_a_folder_have_a_page_and_check_marks_lead_there() {
    let dir = book();
    let marks = "# Page\n\n{{#program greet}}\n\nIt says hello{{#claim greet it_says_hello}}.\n";
    let claims = dir.path().join("src/reference/claims");
    std::fs::create_dir_all(&claims).unwrap();
    std::fs::create_dir_all(dir.path().join("src/idea")).unwrap();
    std::fs::write(claims.join("idea.md"), "# Claims\n\n{{#claims idea}}\n").unwrap();
    std::fs::write(dir.path().join("src/idea/page.md"), marks).unwrap();
    std::fs::remove_file(dir.path().join("src/page.md")).unwrap();
    let book = Book::load(dir.path()).unwrap();
    let page = book.expand("idea/page.md", marks).unwrap();
    let leads = "href=\"../reference/claims/idea.html#greet-it_says_hello\"";
    assert!(page.markdown.contains(leads), "{}", page.markdown);
    let path = "reference/claims/idea.md";
    let page = book.expand(path, "# Claims\n\n{{#claims idea}}\n").unwrap();
    assert!(page.markdown.contains("{#greet-it_says_hello}"));
    let wrong = book
        .expand(path, "# Claims\n\n{{#claims idae}}\n")
        .unwrap_err();
    assert!(wrong.to_string().contains("`src/idae`"), "{wrong}");
    assert!(wrong.to_string().contains("`idea`"), "{wrong}");
}

#[test]
fn what_a_reader_predicts_is_behind_a_curtain() {
    let text = "# Page\n\n**Predict.** What?\n\n{{#program greet}}\n\n{{#output greet sync}}\n\nIt is so.\n\n{{#timeline greet}}\n";
    let page = expand(text).unwrap().markdown;
    let button = "<button type=\"button\" hidden aria-label=\"Show what it prints\"></button>\n\n";
    let hidden = format!(
        "<div class=\"curtain\" data-region=\"idea/page-1\">\n{button}<div class=\"output\">"
    );
    assert_eq!(page.matches(&hidden).count(), 3, "{page}");
    // The program's picture, below outputs that have a button each.
    let hidden = "<div class=\"curtain\" data-region=\"idea/page-1\">\n\n<!-- timeline greet/sync greet/tokio -->\n\n</div>";
    assert_eq!(page.matches(hidden).count(), 1, "{page}");
    assert!(page.contains("It is so.\n\n<!-- timeline"), "{page}");
    refused(
        "# Page\n\n**Predict.** What?\n\n{{#program greet anchor=\"greet\"}}\n",
        &[
            "src/idea/page.md:3",
            "nothing is printed before the next heading",
            "{{#output …}}",
        ],
    );
}

#[test]
fn the_part_to_keep_has_its_imports_and_its_cargo_add_line() {
    let dir = book();
    let greet = "/// Greets.\nfn greet() -> Greeting {\n    Greeting\n}\n\nstruct Greeting;\n\nimpl Greeting {\n    fn print(&self, out: &mut impl Write) {\n        writeln!(out, \"hi\");\n    }\n}\n\n";
    let sync =
        format!("//! Greets.\n\nuse std::io::{{self, Read, Write}};\n\n{greet}fn main() {{}}\n");
    let tokio = format!(
        "//! Greets.\n\nuse std::io::Write;\nuse tokio::time::sleep;\n\n// Waits.\nasync fn wait() {{\n    sleep(TIME).await;\n}}\n\n{greet}const TIME: u32 = 1;\n\nfn main() {{}}\n"
    );
    put(dir.path(), "listings/greet/sync.rs", &sync);
    put(dir.path(), "listings/greet/tokio.rs", &tokio);
    let book = Book::load(dir.path()).unwrap();
    let keep = |directive: &str| {
        book.expand(
            "idea/page.md",
            &format!("# Page\n\n{{{{#keep {directive}}}}}\n"),
        )
    };

    let page = keep("greet items=\"Greeting greet\"").unwrap();
    let kept = format!("use std::io::Write;\n\n{}", greet.trim_end());
    let checks: Vec<(&Check, &str)> = page
        .fences
        .iter()
        .map(|f| (&f.check, f.code.trim_end()))
        .collect();
    let std_alone = Check::Module(String::new());
    assert_eq!(
        checks,
        [(&std_alone, kept.as_str()), (&std_alone, kept.as_str())]
    );
    assert!(
        page.markdown
            .contains("## greet in sync: the part to keep {#greet-sync-keep-title .model}"),
        "{}",
        page.markdown
    );
    assert!(
        page.markdown
            .contains("from [`listings/greet/sync.rs`](../page.md#greet-sync)")
    );
    assert!(!page.markdown.contains("cargo add"), "{}", page.markdown);
    assert_eq!(page.opens, None);

    // Only one model has both.
    let page = keep("greet items=\"wait TIME\" opens=\"tokio\"").unwrap();
    let kept = "use tokio::time::sleep;\n\n// Waits.\nasync fn wait() {\n    sleep(TIME).await;\n}\n\nconst TIME: u32 = 1;\n";
    assert_eq!(page.fences.len(), 1);
    assert_eq!(page.fences[0].code, kept);
    assert_eq!(
        page.fences[0].check,
        Check::Module("tokio --features macros,rt".into())
    );
    assert!(
        page.markdown
            .contains("$ cargo add tokio --features macros,rt\n")
    );
    assert_eq!(page.opens.as_deref(), Some("tokio"));

    // Models that are named go without what they do not have.
    let page = keep("greet items=\"greet Greeting wait TIME\" models=\"sync tokio\"").unwrap();
    assert_eq!(page.fences.len(), 2);
    assert!(!page.fences[0].code.contains("wait"));
}

#[test]
fn a_part_to_keep_that_does_not_exist_is_refused() {
    refused(
        "{{#keep greet}}\n",
        &[
            "page.md:1",
            "does not say which items",
            "items=\"race ask TIME_OUT\"",
        ],
    );
    refused(
        "{{#keep greet items=\"great\"}}\n",
        &[
            "page.md:1",
            "`greet` has no item called `great`",
            "did you mean `greet`?",
        ],
    );
    refused(
        "{{#keep greet items=\"greet main\" models=\"tokyo\"}}\n",
        &["page.md:1", "no model `tokyo`", "did you mean `tokio`?"],
    );
    refused(
        "{{#keep greet items=\"greet\" models=\"tokio\" opens=\"sync\"}}\n",
        &[
            "page.md:1",
            "not shown in `sync`, in which the page should open",
            "there are: tokio",
        ],
    );
    refused(
        "{{#keep greet items=\"greet\" opens=\"sync\"}}\n\n{{#keep greet items=\"main\" opens=\"tokio\"}}\n",
        &["page.md:3", "should open in `tokio`, and above in `sync`"],
    );
    let dir = book();
    put(
        dir.path(),
        "listings/greet/sync.rs",
        "//! A.\nfn a() {}\nfn main() {}\n",
    );
    put(
        dir.path(),
        "listings/greet/tokio.rs",
        "//! B.\nfn b() {}\nfn main() {}\n",
    );
    let book = Book::load(dir.path()).unwrap();
    let error = book
        .expand("page.md", "{{#keep greet items=\"a b\"}}\n")
        .unwrap_err();
    let error = error.to_string();
    assert!(
        error.contains("no model of `greet` has all of these items"),
        "{error}"
    );
    assert!(
        error.contains("sync has no `b`, tokio has no `a`"),
        "{error}"
    );
}

#[test]
fn a_chart_that_can_not_be_drawn_is_refused() {
    let dir = book();
    let manifest = format!(
        "{MANIFEST}\n[package.metadata.measure]\nheading = \"Guests\"\n[[package.metadata.measure.cases]]\ntitle = \"10\"\n"
    );
    put(dir.path(), "listings/greet/Cargo.toml", &manifest);
    let spread = "{ \"median\": 1.0, \"least\": 1.0, \"most\": 1.0 }";
    let row = |case: &str| {
        format!(
            "{{ \"case\": \"{case}\", \"model\": \"sync\", \"runs\": 1, \"values\": {{ \"elapsed\": {spread} }} }}"
        )
    };
    let measured = format!(
        "{{ \"machine\": {{ \"cpu\": \"\", \"cores\": 1, \"memory\": 0, \"system\": \"\" }}, \"rust\": \"1\", \"crates\": {{}}, \"listings\": {{}}, \
         \"heading\": \"Guests\", \"columns\": [{{ \"name\": \"elapsed\", \"unit\": \"s\" }}], \"rows\": [{}, {}] }}",
        row("10"),
        row("100")
    );
    put(
        dir.path(),
        "listings/greet/recorded/measured.json",
        &measured,
    );
    let book = Book::load(dir.path()).unwrap();
    let of = |options: &str| {
        book.expand(
            "page.md",
            &format!("# P\n\n{{{{#measured greet {options}}}}}\n"),
        )
    };
    let page = of("chart=\"elapsed\" x=\"log\"").unwrap().markdown;
    assert!(
        page.contains("<!-- chart greet elapsed log linear -->"),
        "{page}"
    );
    for (options, told) in [
        ("chart=\"elapse\"", "no column is called `elapse`"),
        ("chart=\"model\"", "the column `model` is not a number"),
        ("chart=\"elapsed\" y=\"cubic\"", "no axis is `y=\"cubic\"`"),
        (
            "x=\"log\"",
            "an axis is described, and no chart is asked for",
        ),
    ] {
        let error = of(options).unwrap_err().to_string();
        assert!(
            error.starts_with(&format!("src/page.md:3: {told}")),
            "{error}"
        );
    }
}

/// A page with a table of cases, where the two models of `greet` printed this.
fn cells(sync: &str, tokio: &str) -> Result<Expanded, String> {
    let dir = book();
    put(dir.path(), "listings/greet/recorded/sync.txt", sync);
    put(dir.path(), "listings/greet/recorded/tokio.txt", tokio);
    let book = Book::load(dir.path()).unwrap();
    let text = "# Page\n\n**Predict.** What?\n\n{{#cells greet}}\n\nSo.\n";
    book.expand("idea/page.md", text).map_err(|e| e.to_string())
}

#[test]
fn a_table_of_cases_is_what_the_listings_printed() {
    let page = cells(
        "a guest: is greeted\ntwo < three: hi: both\n",
        "a guest: does not exist\ntwo < three: bye\n",
    );
    let page = page.unwrap().markdown;
    for part in [
        "<div class=\"curtain\" data-region=\"idea/page-1\">",
        "<th scope=\"col\">Case</th><th scope=\"col\"><a href=\"../page.html#greet-sync\">sync</a></th>",
        "<tr><th scope=\"row\">a guest</th><td>is greeted</td><td>–</td></tr>",
        "<tr><th scope=\"row\">two &lt; three</th><td>hi: both</td><td>bye</td></tr>",
    ] {
        assert!(page.contains(part), "`{part}` is missing in:\n{page}");
    }
    let one = expand("{{#cells greet}}\n").unwrap_err();
    assert!(one.contains("sync.txt:1: `hello` is not a case"), "{one}");
}

#[test]
fn a_table_of_cases_with_a_hole_is_refused() {
    let told = |sync, tokio| cells(sync, tokio).expect_err("the table has a hole");
    for (sync, tokio, says) in [
        (
            "a: b\n",
            "a: b\nhello\n",
            "listings/greet/recorded/tokio.txt:2: `hello` is not a case and its outcome",
        ),
        (
            "a: b\nc: d\n",
            "a: b\n",
            "listings/greet/recorded/tokio.txt:2: has no case where greet/sync has `c`",
        ),
        (
            "a: b\n",
            "c: d\na: b\n",
            "listings/greet/recorded/tokio.txt:1: has `c` where greet/sync has `a`",
        ),
        (
            "a: b\na: c\n",
            "a: b\n",
            "listings/greet/recorded/sync.txt:2: the case `a` has an outcome already",
        ),
    ] {
        let error = told(sync, tokio);
        assert!(error.starts_with(says), "{error}");
        assert!(
            error.contains("cargo run -- record greet --model"),
            "{error}"
        );
    }
    let error = told("a: b\n", "c: d\n");
    assert!(error.contains("`case: does not exist`"), "{error}");
    let dir = book();
    put(dir.path(), "listings/greet/recorded/sync.txt", "a: b\n");
    let book = Book::load(dir.path()).unwrap();
    let page = book
        .expand("page.md", "{{#cells greet}}\n")
        .unwrap()
        .markdown;
    assert!(
        page.contains("```console\n$ cargo run -- record greet --model tokio\n```"),
        "{page}"
    );
    refused("{{#cells geet}}\n", &["did you mean `greet`?"]);
    refused("{{#cells greet models=\"tokyo\"}}\n", &["no model `tokyo`"]);
}

#[test]
fn a_claim_leads_to_its_test() {
    let page = expand("# Page\n\nIt says hello{{#claim greet it_says_hello}}.\n").unwrap();
    assert!(
        page.markdown
            .contains("href=\"../reference/claims.html#greet-it_says_hello\"")
    );
    assert!(page.markdown.contains("Tested: it says hello"));
}

#[test]
fn a_line_of_the_expanded_page_leads_back_to_the_writers_line() {
    let page = expand("# Page\n\n{{#program greet}}\n\nHere.\n").unwrap();
    let at = page.markdown.find("Here.").unwrap();
    assert_eq!(page.line_of(at), ("src/idea/page.md", 5));
    let at = page.markdown.find("fn greet").unwrap();
    assert_eq!(page.line_of(at), ("src/idea/page.md", 3));
    assert!(
        page.parts
            .iter()
            .any(|p| matches!(&p.origin, Origin::Listing(id) if id.model == "tokio"))
    );
}

#[test]
fn a_fence_of_backticks_in_a_listing_does_not_end_its_fence() {
    let dir = book();
    put(
        dir.path(),
        "listings/greet/sync.rs",
        "//! Says\n//! ```\n//! hello\n//! ```\nfn main() {}\n",
    );
    let book = Book::load(dir.path()).unwrap();
    let page = book
        .expand("page.md", "{{#program greet models=\"sync\"}}\n")
        .unwrap();
    assert_eq!(page.fences.len(), 1);
    assert!(page.fences[0].code.ends_with("fn main() {}\n"));
}

#[test]
fn a_quiz_is_forms_whose_code_is_checked() {
    let dir = book();
    put(
        dir.path(),
        "quizzes/page.toml",
        "[[questions]]\ntype = \"Tracing\"\nprompt.program = \"fn main() { println!(\\\"{}\\\", 1) }\"\nanswer.doesCompile = true\nanswer.stdout = \"1\"\n\n\
         [[questions]]\ntype = \"MultipleChoice\"\nprompt.prompt = \"Is this Rust?\\n\\n```rust\\nlet x = 1;\\n```\"\nprompt.distractors = [\"`no`\"]\nanswer.answer = \"yes\"\n",
    );
    let book = Book::load(dir.path()).unwrap();
    let page = book.expand("page.md", "# Page\n\n{{#quiz}}\n").unwrap();
    let checks: Vec<_> = page
        .fences
        .iter()
        .map(|f| (f.check.clone(), f.prints.as_deref()))
        .collect();
    assert_eq!(checks, [(Check::Run2024, Some("1")), (Check::Run, None)]);
    assert!(
        page.markdown.contains("<span><code>no</code></span>"),
        "{}",
        page.markdown
    );
    assert_eq!(
        page.line_of(page.fences[1].range.start).0,
        "quizzes/page.toml"
    );
}

#[test]
fn a_quiz_says_why_each_wrong_answer_is_wrong() {
    let dir = book();
    let quiz = |why: &str| {
        let text = format!(
            "[[questions]]\ntype = \"MultipleChoice\"\nprompt.prompt = \"?\"\nprompt.distractors = [\"no\", \"never\"]\n\
             why = [{why}]\nanswer.answer = \"yes\"\n"
        );
        put(dir.path(), "quizzes/page.toml", &text);
        let book = Book::load(dir.path()).unwrap();
        book.expand("page.md", "# Page\n\n{{#quiz}}\n")
    };
    let page = quiz("\"Not `so`.\", \"Nor so.\"").unwrap().markdown;
    assert!(
        page.contains(
            "<ul class=\"why\"><li>no <span class=\"reason\">Not <code>so</code>.</span></li><li>never <span class=\"reason\">Nor so."
        ),
        "{page}"
    );
    let error = quiz("\"Not so.\"").unwrap_err().to_string();
    assert!(
        error.contains("quizzes/page.toml")
            && error.contains("question 1 has 2 distractors and says why for 1"),
        "{error}"
    );
}

#[test]
fn a_directive_that_does_not_exist_is_refused() {
    refused(
        "# Page\n\n{{#progam greet}}\n",
        &[
            "src/idea/page.md:3",
            "`progam`",
            "did you mean `program`?",
            "timeline",
        ],
    );
    refused(
        "# Page\n\n{{#include ../x.rs}}\n",
        &["page.md:3", "`{{#include}}` is not used here", "{{#program"],
    );
    refused(
        "# Page\n\n{{#program greet\n",
        &["page.md:3", "does not end on its line"],
    );
    refused(
        "# Page\n\nSee {{#program greet}} here.\n",
        &["page.md:3", "a line of its own"],
    );
}

#[test]
fn a_directive_that_is_written_wrong_is_refused() {
    refused(
        "{{#program greet models=\"sync}}\n",
        &["page.md:1", "`models=` has no closing quote"],
    );
    refused(
        "{{#program greet models=sync}}\n",
        &[
            "page.md:1",
            "`models=` has no quoted value",
            "key=\"value\"",
        ],
    );
    refused(
        "{{#timeline greet fold=\"yes\"}}\n",
        &["page.md:1", "`{{#timeline}}` takes no `fold=`"],
    );
    refused(
        "{{#diff greet sync}}\n",
        &["page.md:1", "compares two listings"],
    );
    refused(
        "{{#diff greet/sync tokio}}\n",
        &["page.md:1", "`tokio` is not a listing"],
    );
}

#[test]
fn a_program_that_only_an_example_in_code_shows_has_no_page() {
    let dir = book();
    let text = "# Page\n\n```toml\n# {{#program greet}}\n```\n\n`{{#program greet}}`\n";
    put(dir.path(), "src/page.md", text);
    put(
        dir.path(),
        "src/shows.md",
        "# Shows\n\n{{#program greet}}\n",
    );
    let book = Book::load(dir.path()).unwrap();
    assert_eq!(book.page_of("greet"), Some("shows.md"));
    put(
        dir.path(),
        "src/shows.md",
        "{{#program greet anchor=\"greet\"}}\n",
    );
    let book = Book::load(dir.path()).unwrap();
    assert_eq!(book.page_of("greet"), None);
}

#[test]
fn a_name_that_does_not_exist_is_refused() {
    refused(
        "{{#program geet}}\n",
        &[
            "page.md:1",
            "no program is called `geet`",
            "did you mean `greet`?",
        ],
    );
    refused(
        "{{#program greet models=\"tokyo\"}}\n",
        &["no model `tokyo`", "did you mean `tokio`?", "sync, tokio"],
    );
    refused(
        "{{#output greet threads}}\n",
        &["no model `threads`", "there are: sync, tokio"],
    );
    refused(
        "{{#program greet anchor=\"great\"}}\n",
        &[
            "listings/greet/sync.rs has no item called `great`",
            "did you mean `greet`?",
        ],
    );
    refused(
        "x{{#claim greet it_says_helo}}\n",
        &[
            "no test called `it_says_helo`",
            "did you mean `it_says_hello`?",
        ],
    );
    refused(
        "{{#program greet model=\"sync\"}}\n",
        &["takes no `model=`", "did you mean `models`?"],
    );
    refused(
        "{{#program}}\n",
        &["does not take 0 words", "{{#program count}}"],
    );
    refused("{{#quiz}}\n", &["quizzes/idea/page.toml", "can't be read"]);
}

#[test]
fn all_errors_of_a_page_are_said_together() {
    refused(
        "{{#program a}}\n\n{{#program b}}\n",
        &[
            "page.md:1: no program is called `a`",
            "page.md:3: no program is called `b`",
        ],
    );
}

#[test]
fn a_fence_that_nobody_would_check_is_refused() {
    refused("# P\n\n```\nx\n```\n", &["page.md:3", "without a language"]);
    refused("# P\n\n```c\nx\n```\n", &["page.md:3", "language `c`"]);
    refused(
        "# P\n\n```console\ncargo run\n```\n",
        &["page.md:3", "no command: `cargo run`"],
    );
    refused(
        "# P\n\n```toml\nx = \n```\n",
        &["page.md:3", "does not parse"],
    );
    refused(
        "# P\n\n```rust,ignore\nx\n```\n",
        &["page.md:3", "would not be checked"],
    );
    refused(
        "# P\n\n```rust,should_panic\nx\n```\n",
        &["page.md:3", "passes when it does not compile"],
    );
    refused(
        "# P\n\n```rust,no_run\nfn main() {}\n```\n",
        &["page.md:3", "`rust,no_run` is no kind of fence"],
    );
    refused(
        "# P\n\n```rust,compile_fail\nx\n```\n",
        &["page.md:3", "does not name its error"],
    );
    refused(
        "# P\n\n```rust,compile_fail,uncoded\nx\n```\n",
        &["page.md:3", "//~ ERROR"],
    );
    refused(
        "# P\n\n```rust,speedy\nx\n```\n",
        &["page.md:3", "no kind of fence"],
    );
}

#[test]
fn a_manifest_that_says_what_nobody_knows_is_refused() {
    let file = "listings/greet/Cargo.toml";
    let limit = MANIFEST.replace("exit = 3", "limit = 3");
    unreadable(
        file,
        Some(&limit),
        &[
            "listings/greet/Cargo.toml:18",
            "unknown field `limit`",
            "`limit_ms`",
        ],
    );
    let vary = MANIFEST.replace(
        "exit = 3",
        "vary = [{ pattern = \".*\", reason = \"luck\" }]",
    );
    unreadable(
        file,
        Some(&vary),
        &["listings/greet/Cargo.toml:16", "lets anything vary"],
    );
    let broken = MANIFEST.replace("[package]", "[package");
    unreadable(file, Some(&broken), &["listings/greet/Cargo.toml:2"]);
}

#[test]
fn a_listing_without_its_manifest_or_a_manifest_without_its_listing_is_refused() {
    unreadable(
        "listings/greet/tokio.rs",
        None,
        &[
            "names the model `tokio`, which has no listing",
            "listings/greet/tokio.rs",
        ],
    );
    unreadable(
        "listings/greet/smol.rs",
        Some("//! Hi.\n"),
        &["does not name the listing smol.rs", "name = \"greet-smol\""],
    );
    unreadable(
        "listings/greet/Cargo.toml",
        None,
        &["can't be read", "cargo run -- new greet"],
    );
}

/// Two threads print a letter each.
const ORDERS: &str = r#"{
"listing": "0", "threads": ["main", "thread 1", "thread 2"], "orders": 2, "longest": 2, "runs": 2,
"ends": [
    {"end": "done", "output": "a|\nb\n", "orders": 1, "order": [1, 2]},
    {"end": "deadlock", "output": "b\n", "orders": 1, "order": [2]}
],
"places": [[0, "", ""], [4, "print", ""], [4, "lock <x>", "waits for <x>, which thread 2 holds"]],
"states": [
    [[0, 2, 0], [], "deadlock"], [[0, 0, 0], [], "done"], [[0, 0, 1], [[2, 1, "b\n", "found 7"]], ""],
    [[0, 1, 1], [[1, 2, "a|\n", ""], [2, 0, "b\n", ""]], ""]
]
}"#;

fn with_orders(orders: &str, text: &str) -> Result<Expanded, String> {
    let dir = book();
    put(
        dir.path(),
        "listings/greet/recorded/sync.schedules.json",
        orders,
    );
    let book = Book::load(dir.path()).unwrap();
    book.expand("idea/page.md", text).map_err(|e| e.to_string())
}

#[test]
fn all_orders_of_a_listing_are_shown_by_their_ends_and_an_order_for_each() {
    let page = with_orders(ORDERS, "# Page\n\n{{#schedules greet sync fails=\"a|\"}}\n");
    let page = page.unwrap().markdown;
    for part in [
        "<!-- schedules greet/sync -->",
        "data-schedules=\"greet-sync\" data-fails=\"a|\"",
        "These orders are old: the listing was changed after they were found. To find them again: <code>cargo run -- schedules greet</code>",
        "All orders of `greet` in sync: 2 orders, of at most 2 steps.",
        "| 1 | The program ends with a wrong result | <code>a&#124;</code><br><code>b</code> | 1 of 2 |",
        "| 2 | Deadlock: thread 1 waits for &lt;x&gt;, which thread 2 holds | <code>b</code> | 1 of 2 |",
        "A number of orders is no probability",
        "leads to end 1</summary>\n\n1. thread 1, line 4: print <code>a&#124;</code>\n1. thread 2, line 4: print (found 7) <code>b</code>\n",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
}

#[test]
fn orders_are_behind_the_curtain_of_a_question() {
    let page = with_orders(
        ORDERS,
        "# Page\n\n**Predict.** How?\n\n{{#schedules greet sync}}\n\nSo.\n",
    );
    let page = page.unwrap().markdown;
    let curtain = page.find("class=\"curtain\"").expect("a curtain");
    assert!(page.find("class=\"schedules\"").expect("orders") > curtain);
}

#[test]
fn orders_that_were_not_looked_for_say_how_to_find_them() {
    let page = expand("# Page\n\n{{#schedules greet tokio}}\n").unwrap();
    assert!(
        page.markdown.contains("$ cargo run -- schedules greet\n"),
        "{}",
        page.markdown
    );
}

#[test]
fn orders_that_can_not_be_read_are_refused_with_the_command_that_finds_them_again() {
    let page = "# Page\n\n{{#schedules greet sync}}\n";
    for wrong in ["{", &ORDERS.replace("[2, 0,", "[2, 9,")] {
        let error = with_orders(wrong, page).unwrap_err();
        for part in [
            "listings/greet/recorded/sync.schedules.json",
            "run: cargo run -- schedules greet",
        ] {
            assert!(error.contains(part), "{part}: {error}");
        }
    }
}

#[test]
fn a_failure_that_no_order_prints_is_refused_with_what_they_print() {
    let page = "# Page\n\n{{#schedules greet sync fails=\"c\"}}\n";
    let error = with_orders(ORDERS, page).unwrap_err();
    assert!(
        error.contains("no order of `greet/sync` prints the line `c`")
            && error.contains("there are: a|, b"),
        "{error}"
    );
}
