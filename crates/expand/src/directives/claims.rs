//! `{{#claims idea}}`: a page of the reference, with the tests of all programs whose pages are in one folder.

use super::{Call, Directive, wrong};
use crate::book::Program;
use crate::page::{Origin, Page};
use listing::{Error, did_you_mean};
use std::fmt::Write;

pub(super) const DIRECTIVE: Directive = Directive {
    name: "claims",
    words: 0..=1,
    options: &[],
    inside_a_line: false,
    shows_a_run: false,
    example: "{{#claims idea}}",
    expand,
};

/// All claims, or those of the programs whose pages are in a folder of `src`.
fn expand(page: &mut Page<'_>, call: &Call) -> Result<(), Error> {
    let book = page.book;
    let folder_of = |program: &Program| book.folder_of(&program.name);
    let claimed = || book.programs.values().filter(|p| !p.claims.is_empty());
    let folder = call.words.first().map(String::as_str);
    if let Some(folder) = folder
        && !claimed().any(|p| folder_of(p) == Some(folder))
    {
        return Err(wrong(
            format!("no program that claims something has its page in `src/{folder}`"),
            did_you_mean(folder, claimed().filter_map(folder_of)),
        ));
    }
    for program in claimed().filter(|p| folder.is_none() || folder_of(p) == folder) {
        draw(page, program);
    }
    Ok(())
}

fn draw(page: &mut Page<'_>, program: &Program) {
    let hashes = page.hashes();
    let name = &program.name;
    let _ = write!(page.out, "{hashes} {name} {{#{name}}}\n\n");
    if let Some(path) = page.book.page_of(name) {
        let link = page.link(path);
        let _ = write!(
            page.out,
            "{}: see [its page]({link}).\n\n",
            program.description
        );
    }
    let _ = write!(
        page.out,
        "```console\n$ {}\n```\n\nIn `{}`:\n\n",
        program.place.test_command(),
        program.place.claims()
    );
    for claim in &program.claims {
        let _ = write!(
            page.out,
            "{hashes}# {} {{#{name}-{}}}\n\n",
            claim.sentence(),
            claim.name
        );
        page.code(Origin::Claim, "rust", &claim.source);
        let (file, line) = (program.place.claims(), claim.line);
        let _ = match &page.book.repository {
            Some(url) => write!(
                page.out,
                "\n[Line {line}]({url}/blob/main/{file}#L{line})\n\n"
            ),
            None => write!(page.out, "\nLine {line}\n\n"),
        };
    }
}
