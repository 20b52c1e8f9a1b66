//! What noting an event costs: what a recorded program takes longer than the same program plain.

use super::{Built, Source, build, folder};
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::path::Path;
use trace::raw::{Budget, Map};

/// How often the two programs run.
const ROUNDS: usize = 9;

/// Nothing is left out: each event costs what it costs.
const ALL: Budget = Budget {
    frames: u32::MAX,
    polls: u32::MAX,
    lines: u32::MAX,
    slots: 1 << 20,
};

/// Prints what noting an event costs, in ns, for each kind of event and for all of them.
pub fn print(root: &Path) -> Result<()> {
    let source = Source {
        name: "overhead".to_owned(),
        file: "own/overhead.rs".to_owned(),
        text: include_str!("overhead_program.rs").to_owned(),
    };
    let built = build(root, &folder(root), std::slice::from_ref(&source))?
        .pop()
        .context("one program was built")??;
    let temporary = tempfile::tempdir()?;
    let mut costs: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for round in 0..ROUNDS {
        let file = temporary.path().join(format!("trace-{round}"));
        for (name, cost) in costs_of_a_round(&built, &file)? {
            costs.entry(name).or_default().push(cost);
        }
    }
    let all = costs.values().flatten().copied().collect();
    costs.insert("any of these".to_owned(), all);
    for (name, mut costs) in costs {
        costs.sort_by(f64::total_cmp);
        println!(
            "{name}: {:.0} ns an event (median of {})",
            costs[costs.len() / 2],
            costs.len()
        );
    }
    Ok(())
}

/// For each kind of event, the ns that the copy takes for it beyond the plain program. `file` is for the trace.
fn costs_of_a_round(built: &Built, file: &Path) -> Result<Vec<(String, f64)>> {
    Map::create(file, built.copy.sites.len() as u32, ALL)?;
    let plain = observe::Program::new("overhead", &built.plain).try_run()?;
    let copy = observe::Program::new("overhead (recorded)", &built.recorded)
        .env(trace::FILE, file.display().to_string())
        .try_run()?;
    let read = |line: &str| -> Option<(String, f64)> {
        let (name, ns) = line.split_once(": ")?;
        Some((name.to_owned(), ns.parse().ok()?))
    };
    let both = plain.out().into_iter().zip(copy.out());
    let costs = both.filter_map(|(plain, copy)| {
        let ((name, plain), (_, copy)) = (read(plain)?, read(copy)?);
        Some((name, copy - plain))
    });
    Ok(costs.collect())
}
