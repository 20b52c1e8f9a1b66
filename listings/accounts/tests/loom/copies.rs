//! Build script: copies of what `threads.rs` shares, with loom's lock instead of std's, for `main.rs` beside it to
//! check. One is the listing as it is; each of the others lacks something, so that the checks are seen to find what is wrong.

use std::path::Path;
use std::{env, fs, io};

const LISTING: &str = "threads.rs";

/// Puts each second text where the first was, which the listing must hold once.
fn with(listing: &str, changes: &[[&str; 2]]) -> Result<String, String> {
    let mut copy = listing.to_owned();
    for [old, new] in changes {
        if copy.matches(old).count() != 1 {
            return Err(format!("{LISTING} does not hold `{old}` once"));
        }
        copy = copy.replace(old, new);
    }
    Ok(copy)
}

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={LISTING}");
    println!("cargo::rerun-if-changed=tests/loom/copies.rs");
    let text = fs::read_to_string(LISTING)?;
    // Without `main`, which makes the accounts in a constant, and loom counts its locks as they are made.
    let (text, _main) = text.split_once("\nfn main").expect("a program");
    // What is included has no doc comment of its own, and is seen from outside only where it is public.
    let text = text.replace("\nfn ", "\npub fn ");
    let text = text.replace("\nenum ", "\npub enum ");
    let text = text.replace("\ntype ", "\npub type ");
    let listing = with(
        &text,
        &[
            ["//! ", "// "],
            ["use std::sync::Mutex;", "use loom::sync::Mutex;"],
            ["use std::thread;", ""],
        ],
    );
    let copy = |changes: &[[&str; 2]]| with(listing.as_ref().map_err(String::clone)?, changes);
    let payer_first = copy(&[
        ["from.min(to)", "from"],
        ["from.max(to)", "to"],
        ["if from < to", "if true"],
    ]);
    let one_at_a_time = copy(&[["let locked: Vec<_> = locked.collect();", ""]]);

    let folder = env::var("OUT_DIR").map_err(io::Error::other)?;
    for (name, copy) in [
        ("listing.rs", &listing),
        ("payer_first.rs", &payer_first),
        ("one_at_a_time.rs", &one_at_a_time),
    ] {
        // A reader who has edited the listing can still run it and its claims. Only the check fails then.
        let refused = |why: &String| {
            format!(
                "use loom::sync::Mutex;
                pub fn transfer(_: &[Mutex<u64>], _: usize, _: usize, _: u64) -> Result<(), ()> {{ panic!({why:?}) }}
                pub fn total(_: &[Mutex<u64>]) -> u64 {{ panic!({why:?}) }}"
            )
        };
        let copy = copy.as_ref().map_or_else(refused, String::clone);
        fs::write(Path::new(&folder).join(name), copy)?;
    }
    Ok(())
}
