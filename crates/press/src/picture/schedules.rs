//! What a page loads when a reader wants to choose the order in which the threads of a listing run.
//!
//! As the data of a replay, they are a classic script, because a page from `file://` can neither fetch nor import.

use crate::files::write_if_changed;
use crate::parts::Parts;
use anyhow::Result;
use expand::{Book, Listing};
use listing::schedules::Schedules;
use listing::{Error, Errors};
use serde_json::json;
use std::path::Path;

/// Where the build puts them, below the book's root.
pub const FOLDER: &str = "src/generated/schedules";

/// Writes the data of the orders that an expanded page shows, `<!-- schedules lost_update/threads -->`, and returns the page
/// without these marks.
///
/// # Errors
/// Orders that can't be read, or data that can't be written.
pub fn draw(book: &Book, markdown: &str, parts: &mut Parts) -> Result<String, Errors> {
    let mut out = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some((before, after)) = rest.split_once("<!-- schedules ") {
        let Some((asked, after)) = after.split_once(" -->") else {
            break;
        };
        out.push_str(before);
        rest = after;
        let listing = asked
            .split_once('/')
            .and_then(|(program, model)| book.listing(program, model));
        let Some(listing) = listing else { continue };
        let Some(schedules) = Schedules::read(&book.root, &listing.place, &listing.model)? else {
            continue;
        };
        let of = ("schedules", asked, &listing.source, schedules.to_json());
        parts
            .part(of, || {
                write(&book.root, listing, &schedules).map(|()| String::new())
            })
            .map_err(|error| {
                let file = Schedules::file(&listing.place, &listing.model);
                let message = format!("what the page loads of it can't be written: {error:#}");
                Errors::from(Error::new(
                    file,
                    0,
                    message,
                    format!("make {FOLDER} writable"),
                ))
            })?;
    }
    Ok(out + rest)
}

fn write(root: &Path, listing: &Listing, schedules: &Schedules) -> Result<()> {
    let file = format!("{FOLDER}/{}-{}.js", listing.program, listing.model);
    write_if_changed(root, &file, script(listing, schedules))
}

/// The orders of a listing as a script that registers itself in `window.scheduleData`.
fn script(listing: &Listing, schedules: &Schedules) -> String {
    let id = json!(format!("{}-{}", listing.program, listing.model));
    let data = json!({
        "program": listing.program,
        "model": listing.model,
        "source": listing.source,
        "threads": schedules.threads,
        "orders": schedules.orders,
        "ends": schedules.ends,
        "places": schedules.places,
        "states": schedules.states,
    });
    // Within an element of a page, the data must not end the script.
    let data = data.to_string().replace("</", "<\\/");
    format!("(window.scheduleData = window.scheduleData || {{}})[{id}] = {data};\n")
}
