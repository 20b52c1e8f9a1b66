//! What the pictures of executions show, and how.

use press::recording::Recording;
use press::timeline::{Options, figure};
use press::waits::waits;
use std::path::Path;
use std::time::Instant;

fn recording(model: &str) -> Recording {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(format!("../listings/count/recorded/{model}.json"));
    Recording::load(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn four() -> Vec<Recording> {
    ["sync", "threads", "tokio", "async-std"]
        .map(recording)
        .into()
}

fn draw(recordings: &[Recording], fold: bool) -> String {
    let options = Options {
        id: "count".into(),
        fold,
        titles: Vec::new(),
    };
    figure(&recordings.iter().collect::<Vec<_>>(), &options)
}

#[test]
fn a_figure_is_one_block_of_html_that_can_stand_in_markdown() {
    let figure = draw(&four(), false);
    assert!(figure.starts_with("<figure class=\"timeline\""), "{figure}");
    assert!(figure.ends_with("</figure>"));
    assert!(!figure.lines().any(|line| line.trim().is_empty()));
}

#[test]
fn ids_begin_with_the_prefix_and_are_unique() {
    let figure = draw(&four(), true);
    let mut ids: Vec<&str> = figure
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert!(ids.iter().all(|id| id.starts_with("count")), "{ids:?}");
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[test]
fn the_picture_has_a_title_and_says_the_same_in_words() {
    let figure = draw(&four(), false);
    assert!(figure.contains("role=\"img\""));
    assert!(figure.contains("aria-labelledby=\"count-title\""));
    let waits = "count #1, count #2 and count #3 wait together, without a thread, from ";
    assert_eq!(
        figure.matches(waits).count(),
        2,
        "tokio and async-std: {figure}"
    );
    assert!(figure.contains("s on 4 threads and ended with code 0"));
}

#[test]
fn on_one_axis_the_longest_run_takes_the_whole_width() {
    let figure = draw(&four(), false);
    // sync's three seconds, and the one second of each other.
    assert!(
        figure.contains("class=\"thread\" height=\"18\" width=\"100%\""),
        "{figure}"
    );
    assert_eq!(
        figure
            .matches("class=\"thread\" height=\"18\" width=\"33.")
            .count(),
        6
    );
}

#[test]
fn a_poll_too_short_to_see_has_a_head_and_a_legend() {
    let figure = draw(&[recording("tokio")], false);
    assert!(
        figure.matches("<g class=\"head frame-1\"").count() >= 2,
        "{figure}"
    );
    assert!(figure.contains("too short to draw to scale"));
    assert!(!figure.contains("blocked: the thread stands still"));
}

#[test]
fn folding_leaves_out_the_long_wait_and_says_how_long_it_is() {
    let tokio = [recording("tokio")];
    let (folded, whole) = (draw(&tokio, true), draw(&tokio, false));
    assert!(folded.contains("time left out"), "{folded}");
    // What is left has room for polls that were too short to see.
    let heads = |figure: &str| figure.matches("<g class=\"head frame-").count();
    assert!(heads(&folded) < heads(&whole), "{folded}");
}

#[test]
fn a_future_that_waits_for_others_needs_no_line_of_its_own() {
    let waits = waits(&recording("tokio"));
    let main = waits
        .iter()
        .find(|wait| wait.frame == 0)
        .expect("main waits");
    assert!(main.for_others);
    assert_eq!(waits.iter().filter(|wait| !wait.for_others).count(), 3);
}

#[test]
fn a_hundred_figures_are_drawn_in_the_time_of_a_blink() {
    let recordings = four();
    let start = Instant::now();
    for _ in 0..100 {
        assert!(!draw(&recordings, false).is_empty());
    }
    println!("100 figures of four models: {:.0?}", start.elapsed());
}
