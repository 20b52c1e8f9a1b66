//! What a page loads to replay a recording.

use crate::common;

use common::recording;
use flate2::{Compression, write::GzEncoder};
use press::picture::replay;
use std::io::Write;

const SOURCE: &str = include_str!("../fixture/tally/tokio.rs");

#[test]
fn the_data_are_a_classic_script_that_registers_itself() {
    let script = replay::script(&recording("tokio"), SOURCE);
    assert!(
        script.starts_with("(window.replayData = window.replayData || {})[\"tally-tokio\"] = {")
    );
    assert!(script.contains("\"count #2\""), "{script}");
}

#[test]
fn a_source_that_ends_a_script_stays_within_its_string() {
    let page = replay::page(
        &recording("tokio"),
        "fn main() { println!(\"</script><b>\"); }\n",
    );
    assert_eq!(page.matches("</script>").count(), 1, "only the page's own");
}

#[test]
fn a_page_of_its_own_needs_nothing_else() {
    let page = replay::page(&recording("tokio"), SOURCE);
    for outside in ["src=", "<link", "@import", "url(http"] {
        assert!(
            !page.replace("script.src=", "").contains(outside),
            "{outside}"
        );
    }
    assert!(page.contains("openReplay(document.querySelector"));
}

#[test]
fn what_is_there_already_is_not_written_again() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let file = root.path().join(replay::FOLDER).join("tally-tokio.js");
    replay::write(root.path(), &recording("tokio"), SOURCE).expect("written");
    let written = || {
        file.metadata()
            .expect("it is there")
            .modified()
            .expect("a time")
    };
    let before = written();
    replay::write(root.path(), &recording("tokio"), SOURCE).expect("written");
    assert_eq!(before, written());
}

#[test]
fn the_script_weighs_at_most_15_kb_gzipped() {
    let script = include_bytes!("../../../../theme/replay.js");
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(script).expect("memory takes it");
    let weight = gzip.finish().expect("memory takes it").len();
    println!("replay.js: {weight} bytes gzipped");
    assert!(weight <= 15_000, "{weight}");
}
