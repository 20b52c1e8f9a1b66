//! `{{#schedules lost_update threads}}`: every order in which the threads of a listing can run: the ends, how many orders
//! lead to each, and one order for each. A script of the theme lets the reader choose the order.

use super::{Call, Directive, listing_in, program_called, wrong};
use crate::book::Listing;
use crate::html::escape;
use crate::page::Page;
use listing::measured::thousands;
use listing::schedules::{End, Schedules, State};
use listing::{Error, did_you_mean};
use std::collections::BTreeSet;
use std::fmt::Write;

pub(super) const DIRECTIVE: Directive = Directive {
    name: "schedules",
    words: 2..=2,
    options: &["fails"],
    inside_a_line: false,
    shows_a_run: true,
    example: "{{#schedules lost_update threads}}",
    expand,
};

/// How many ends are shown if there are more of them; of the others, there is their number.
const ALL: usize = 6;
const SOME: usize = 3;

fn expand(page: &mut Page<'_>, call: &Call) -> Result<(), Error> {
    let listing = listing_in(program_called(page.book, &call.words[0])?, &call.words[1])?;
    let schedules = Schedules::read(&page.book.root, &listing.place, &listing.model)?;
    let fails = call.option("fails");
    if let (Some(line), Some(schedules)) = (fails, &schedules) {
        let outputs = schedules.ends.iter().map(|end| end.output.as_str());
        if !outputs.clone().flat_map(str::lines).any(|one| one == line) {
            let lines: BTreeSet<&str> = outputs.flat_map(str::lines).collect();
            return Err(wrong(
                format!("no order of `{}` prints the line `{line}`", listing.id()),
                did_you_mean(line, lines.into_iter()),
            ));
        }
    }
    page.shows(listing);
    page.run(true, |page| match &schedules {
        Some(schedules) => draw(page, listing, schedules, fails),
        None => {
            let _ = write!(
                page.out,
                "<div class=\"output\">\n\nIts orders were not looked for yet. To find them:\n\n\
                 ```console\n$ cargo run -- schedules {}\n```\n\n</div>\n",
                listing.program
            );
        }
    });
    Ok(())
}

fn draw(page: &mut Page<'_>, listing: &Listing, schedules: &Schedules, fails: Option<&str>) {
    let name = format!("{}-{}", listing.program, listing.model);
    let id = page.id(&format!("orders-{name}"));
    let _ = writeln!(
        page.out,
        "<!-- schedules {listing} --><div class=\"schedules\" id=\"{id}\" data-schedules=\"{name}\"{fails}>\n",
        listing = listing.id(),
        fails = fails.map_or(String::new(), |line| format!(
            " data-fails=\"{}\"",
            escape(line)
        )),
    );
    if !schedules.is_of(&listing.source) {
        let _ = write!(
            page.out,
            "<p class=\"stale\" role=\"note\">These orders are old: the listing was changed after they were found. To find them \
             again: <code>cargo run -- schedules {}</code></p>\n\n",
            listing.program
        );
    }
    let orders = match schedules.orders {
        1 => "one order".to_owned(),
        n => format!("{} orders", thousands(n)),
    };
    let _ = write!(
        page.out,
        "All orders of `{}` in {}: {orders}, of at most {} steps.\n\n| End | How it ends | What it prints | Orders |\n| ---: | --- | --- | ---: |\n",
        listing.program, listing.model, schedules.longest
    );
    let (shown, more) = match schedules.ends.len() {
        ..=ALL => (&schedules.ends[..], &[][..]),
        _ => schedules.ends.split_at(SOME),
    };
    for (n, end) in shown.iter().enumerate() {
        let _ = writeln!(
            page.out,
            "| {} | {} | {} | {} of {} |",
            n + 1,
            how(schedules, end, fails),
            printed(&end.output),
            thousands(end.orders),
            thousands(schedules.orders)
        );
    }
    if !more.is_empty() {
        let orders: u64 = more.iter().map(|end| end.orders).sum();
        let _ = writeln!(
            page.out,
            "|  | {} more ends |  | {} of {} |",
            more.len(),
            thousands(orders),
            thousands(schedules.orders)
        );
    }
    page.out.push_str(
        "\nA number of orders is no probability: a system does not choose all orders equally often.\n\n",
    );
    for (n, end) in shown.iter().enumerate() {
        steps(page, schedules, end, n + 1);
    }
    page.out.push_str("</div>\n");
}

/// How orders end, in words; of a deadlock, who waits for what.
fn how(schedules: &Schedules, end: &End, fails: Option<&str>) -> String {
    let wrong = |line: &str| Some(line) == fails;
    match end.end.as_str() {
        "done" if end.output.lines().any(wrong) => {
            "The program ends with a wrong result".to_owned()
        }
        "done" => "The program ends".to_owned(),
        "panic" => "`main` panics".to_owned(),
        "deadlock" => format!("Deadlock: {}", waits(schedules, end).join("; ")),
        "cut" => format!("Not within {} steps", end.order.len()),
        other => format!("With {}", other.replace("exit ", "exit code ")),
    }
}

/// Who waits for what at the end of an order.
fn waits(schedules: &Schedules, end: &End) -> Vec<String> {
    let Some(State(at, ..)) = schedules.state_after(&end.order) else {
        return Vec::new();
    };
    let waits = at
        .iter()
        .zip(&schedules.threads)
        .filter_map(|(place, thread)| {
            let (_, _, waits) = &schedules.places[*place];
            (!waits.is_empty()).then(|| format!("{thread} {}", escape(waits)))
        });
    waits.collect()
}

/// What is printed, in a cell of a table.
fn printed(output: &str) -> String {
    if output.is_empty() {
        return "nothing".to_owned();
    }
    let lines: Vec<String> = output.lines().map(code).collect();
    match lines.len() {
        ..=2 => lines.join("<br>"),
        _ => lines.join(", "),
    }
}

fn code(text: &str) -> String {
    // In a table, Markdown would take a bar for the end of the cell.
    format!("<code>{}</code>", escape(text).replace('|', "&#124;"))
}

/// One order that leads to the end with this number, step by step.
fn steps(page: &mut Page<'_>, schedules: &Schedules, end: &End, number: usize) {
    let _ = write!(
        page.out,
        "<details><summary>A shortest order that leads to end {number}</summary>\n\n"
    );
    // An order that was cut is long.
    for step in schedules.steps(&end.order).iter().take(40) {
        let mut said = format!("{}, line {}: {}", step.thread, step.line, escape(step.what));
        if !step.found.is_empty() {
            let _ = write!(said, " ({})", escape(step.found));
        }
        if !step.printed.is_empty() {
            let lines: Vec<String> = step.printed.lines().map(code).collect();
            let _ = write!(said, " {}", lines.join(" "));
        }
        let _ = writeln!(page.out, "1. {said}");
    }
    if end.order.len() > 40 {
        let _ = writeln!(page.out, "1. and {} steps more", end.order.len() - 40);
    }
    page.out.push_str("\n</details>\n\n");
}
