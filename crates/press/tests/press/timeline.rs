//! What the pictures of executions show, and how.

use crate::common;

use common::recording;
use press::picture::timeline::figure;
use press::recording::waits::waits;
use press::recording::{Event, EventKind, Frame, Kind, More, Recording, Spent};
use std::time::Instant;

fn four() -> Vec<Recording> {
    ["sync", "threads", "tokio", "async-std"]
        .map(recording)
        .into()
}

fn draw(recordings: &[Recording]) -> String {
    figure(&recordings.iter().collect::<Vec<_>>(), "four")
}

#[test]
fn a_figure_is_one_block_of_html_that_can_stand_in_markdown() {
    let figure = draw(&four());
    assert!(figure.starts_with("<figure class=\"timeline\""), "{figure}");
    assert!(figure.ends_with("</figure>"));
    assert!(!figure.lines().any(|line| line.trim().is_empty()));
}

#[test]
fn ids_begin_with_the_prefix_and_are_unique() {
    let figure = draw(&four());
    let mut ids: Vec<&str> = figure
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert!(ids.iter().all(|id| id.starts_with("four")), "{ids:?}");
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[test]
fn the_picture_has_a_title_and_says_the_same_in_words() {
    let figure = draw(&four());
    assert!(figure.contains("role=\"img\""));
    assert!(figure.contains("aria-labelledby=\"four-title\""));
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
    let figure = draw(&four());
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
    let figure = draw(&[recording("tokio")]);
    assert!(
        figure.matches("<g class=\"head frame-1\"").count() >= 2,
        "{figure}"
    );
    assert!(figure.contains("too short to draw to scale"));
    assert!(!figure.contains("blocked: the thread stands still"));
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
        assert!(!draw(&recordings).is_empty());
    }
    println!("100 figures of four models: {:.0?}", start.elapsed());
}

/// A second of one thread in which `calls` of a function take 20 µs each, at times that are close together here and far
/// apart there.
fn with_short_calls(calls: usize) -> Recording {
    let mut recording = recording("sync");
    let event = |at, frame, what| Event {
        at,
        thread: 0,
        frame,
        what,
    };
    recording.elapsed = 1_000_000;
    recording.frames.truncate(1);
    recording.events = vec![event(0, 0, EventKind::Resume)];
    let mut at = 0;
    // Any numbers will do that are the same each time.
    let mut random: u64 = 4_711;
    for frame in 1..=calls {
        random = (random * 1_103_515_245 + 12_345) % (1 << 31);
        let pause = 2_000_000 / calls as u64 * (random % 100) / 100;
        at = (at + 20 + pause).min(999_900);
        recording.frames.push(Frame {
            parent: Some(0),
            kind: Kind::Fn,
            name: "transfer".into(),
            line: 7,
        });
        let end = EventKind::End(Spent::default());
        recording.events.push(event(at, frame, EventKind::Resume));
        recording.events.push(event(at + 20, frame, end));
    }
    let end = EventKind::End(Spent::default());
    recording.events.push(event(1_000_000, 0, end));
    recording
}

#[test]
fn no_two_pins_lie_on_one_another_where_the_picture_is_narrow() {
    // 350 pixels, of which each head takes 13, and a number behind them 36.
    const WIDE: f64 = 350.0;
    let mut clusters = 0;
    for calls in 2..=60 {
        let figure = draw(&[with_short_calls(calls)]);
        let mut lane = String::new();
        let mut free = 0.0;
        for pins in figure.split("<svg height=\"1\" overflow").skip(1) {
            let pins = pins.split("</svg>").next().unwrap();
            let value = |of: &str, name: &str| -> String {
                let from = of.split_once(&format!(" {name}=\"")).unwrap().1;
                from.split_once('"').unwrap().0.to_owned()
            };
            let number = |of: &str, name: &str| -> f64 {
                value(of, name).trim_end_matches('%').parse().unwrap()
            };
            let y = value(pins, "y");
            if y != lane {
                (lane, free) = (y, 0.0);
            }
            let heads: Vec<&str> = pins.split("<rect").skip(1).collect();
            let first = number(pins, "x") / 100.0 * WIDE + number(heads[0], "x");
            let number_behind = if pins.contains("\n+") { 36.0 } else { 0.0 };
            assert!(first >= free, "{calls} calls, y {lane}: {first} < {free}");
            free = first + 13.0 * heads.len() as f64 + number_behind;
            assert!(free <= WIDE, "{calls} calls, y {lane}: ends at {free}");
            clusters += 1;
        }
    }
    assert!(clusters > 100, "{clusters}");
}

#[test]
fn what_was_only_counted_is_said_beside_the_picture_and_what_that_cost() {
    let mut recording = recording("sync");
    recording.plain = recording.elapsed / 2;
    recording.more.push(More {
        kind: Kind::Fn,
        name: "shade".into(),
        line: 12,
        frames: 345_500,
        polls: 0,
        lines: 72_638_845,
    });
    let figure = draw(&[recording]);
    assert!(figure.contains("class=\"timeline-note\""), "{figure}");
    assert!(figure.contains("To count takes time"), "{figure}");
    assert!(
        figure.contains("345,500 calls and 72,638,845 lines in shade (line 12)"),
        "{figure}"
    );
    assert!(!draw(&four()).contains("timeline-note"));
}
