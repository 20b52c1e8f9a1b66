//! What the models of a program have in common: items that are the same text in each, and the stage on which all play.

use crate::book::{Listing, Program};
use crate::items::{self, Item};
use std::collections::BTreeMap;
use std::ops::Range;

/// How the comment begins that stands above the stage machinery of a listing, its clients and servers that only play a part.
/// All that follows, to the end of the file, is the stage. It is a line of its own, at the margin.
pub const STAGE: &str = "// The stage";

/// An item, in each of the listings of a program that have it.
pub struct Versions<'book> {
    /// `fn`, `struct`, `impl`, …
    pub kind: &'static str,
    pub name: String,
    /// Its listings with its text in each.
    pub texts: Vec<(&'book Listing, &'book str)>,
}

/// Lines of a listing that a page shows as one line until a reader opens them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold {
    /// Bytes of the listing: whole lines.
    pub range: Range<usize>,
    /// What the line shows of the code.
    pub head: String,
    /// Whether they are the same text in all models of the program.
    pub shared: bool,
}

impl Versions<'_> {
    /// Whether its text is the same in all listings that have it.
    pub fn are_the_same(&self) -> bool {
        self.texts.iter().all(|(_, text)| *text == self.texts[0].1)
    }

    /// Whether one of its texts has a word that only some models use. Such an item is about a model, even where two models
    /// write it alike.
    pub fn speak_of_a_model(&self) -> bool {
        const WORDS: [&str; 9] = [
            "async",
            ".await",
            "thread",
            "tokio",
            "futures",
            "smol",
            "rayon",
            "JoinHandle",
            "join!",
        ];
        let speaks = |text: &str| WORDS.iter().any(|word| text.contains(word));
        self.texts.iter().any(|(_, text)| speaks(text))
    }
}

/// Each top-level item of the program's Rust listings, by kind and name; `use` and `mod` are left out.
pub fn versions(program: &Program) -> Vec<Versions<'_>> {
    let mut versions: BTreeMap<(&str, String), Versions> = BTreeMap::new();
    for listing in rust(program) {
        for item in items::of(&listing.source).unwrap_or_default() {
            let of_item = versions.entry(key(&item));
            let (kind, name) = of_item.key().clone();
            let of_item = of_item.or_insert(Versions {
                kind,
                name,
                texts: Vec::new(),
            });
            let text = &listing.source[item.range];
            of_item.texts.push((listing, text));
        }
    }
    versions.into_values().collect()
}

/// What tells an item from others of its listing. A type may have several traits, and one trait with several types.
fn key(item: &Item) -> (&'static str, String) {
    match item.head.strip_prefix("impl ") {
        Some(whole) => ("impl", whole.to_owned()),
        None => (item.kind, item.name.clone()),
    }
}

/// What a page folds of a listing: the items that all models of its program have in common, and the stage.
pub fn folds(program: &Program, listing: &Listing) -> Vec<Fold> {
    let stage = stage(&listing.source);
    let end = stage
        .as_ref()
        .map_or(listing.source.len(), |stage| stage.start);
    let models = rust(program).count();
    let common: Vec<(&str, String)> = versions(program)
        .into_iter()
        .filter(|of_item| models > 1 && of_item.texts.len() == models)
        .filter(|of_item| of_item.are_the_same() && !of_item.speak_of_a_model())
        .map(|of_item| (of_item.kind, of_item.name))
        .collect();
    let mut folds: Vec<Fold> = items::of(&listing.source)
        .unwrap_or_default()
        .into_iter()
        .filter(|item| item.range.end <= end && common.contains(&key(item)))
        // One line for two would save nothing.
        .filter(|item| listing.source[item.range.clone()].lines().count() > 2)
        .map(|item| Fold {
            range: item.range,
            head: item.head,
            shared: true,
        })
        .collect();
    folds.extend(stage.map(|range| {
        let text = &listing.source[range.clone()];
        let same = |other: &Listing| stage_of(other) == Some(text);
        Fold {
            range: range.clone(),
            head: text.lines().next().unwrap_or_default().to_owned(),
            shared: models > 1 && rust(program).all(same),
        }
    }));
    folds
}

/// The stage of a listing; `None` where it has none.
pub fn stage_of(listing: &Listing) -> Option<&str> {
    stage(&listing.source).map(|range| &listing.source[range])
}

/// The bytes from the comment to the end.
fn stage(source: &str) -> Option<Range<usize>> {
    let start = match source.starts_with(STAGE) {
        true => 0,
        false => source.find(&format!("\n{STAGE}"))? + 1,
    };
    Some(start..source.len())
}

fn rust(program: &Program) -> impl Iterator<Item = &Listing> {
    let listings = program.listings.iter();
    listings.filter(|listing| listing.model != "python")
}
