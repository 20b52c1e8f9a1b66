//! Replays: a recording that a reader steps through in the page.
//!
//! The page loads `theme/replay.js` and a recording's data only when a reader opens the replay. Both are
//! classic scripts, because a page from `file://` can neither fetch nor import.

use super::timeline;
use crate::files::write_if_changed;
use crate::recording::waits::{frame_names, thread_names};
use crate::recording::{Doing, EventKind, Recording, Span, Stream};
use crate::text::escape;
use anyhow::Result;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::path::Path;

/// Where the build puts what replays load, below the book's root.
pub const FOLDER: &str = "src/generated/replay";

/// Spans without a measurement that the script is told of take this long, in µs.
const GAP: u64 = 1_000;

const SCRIPT: &str = include_str!("../../../../theme/replay.js");
const STYLE: &str = include_str!("../../../../theme/replay.css");
const TIMELINE_STYLE: &str = include_str!("../../../../theme/timeline.css");

/// The name of a recording's replay: `count-tokio`.
pub fn id(recording: &Recording) -> String {
    format!("{}-{}", recording.program, recording.model)
}

/// Writes the data of a recording of a listing, whose text is `source`, unless it is there as it should be.
///
/// # Errors
/// The file can't be written.
pub fn write(root: &Path, recording: &Recording, source: &str) -> Result<()> {
    let file = format!("{FOLDER}/{}.js", id(recording));
    write_if_changed(root, &file, script(recording, source))
}

/// A recording's data as a script that registers itself in `window.replayData`.
pub fn script(recording: &Recording, source: &str) -> String {
    // Within an element of its own page, the data must not end the script.
    let data = data(recording, source).to_string().replace("</", "<\\/");
    let id = json!(id(recording));
    format!("(window.replayData = window.replayData || {{}})[{id}] = {data};\n")
}

/// A whole page that replays one recording, and needs nothing else.
pub fn page(recording: &Recording, source: &str) -> String {
    let title = format!("{} ({})", recording.program, recording.model);
    let title = escape(&title);
    let timeline = timeline::figure(&[recording], "timeline");
    let script = script(recording, source);
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>\n{PAGE_STYLE}{TIMELINE_STYLE}{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n\
         {timeline}\n</main>\n<script>\n{script}{SCRIPT}\
         openReplay(document.querySelector(\".timeline\"), \"\");\n</script>\n</body>\n</html>\n"
    )
}

const PAGE_STYLE: &str = "\
:root { color-scheme: light dark; --bg: light-dark(#fff, #15171c); --fg: light-dark(#22262b, #d5d8dd); \
--code-bg: light-dark(#f5f2eb, #1d2027); --rule: light-dark(#d8d3c8, #3a3f49); --focus: light-dark(#1c4f8f, #93bdf8); \
--mono-font: ui-monospace, monospace; }
body { background: var(--bg); color: var(--fg); font: 16px/1.5 system-ui, sans-serif; margin: 0; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
";

fn data(recording: &Recording, source: &str) -> Value {
    let colours = timeline::colours(recording);
    let names = frame_names(recording);
    let frames = recording.frames.iter().zip(names).zip(colours);
    let spans = recording.spans();
    let mut before = 0;
    let rows = recording.events.iter().map(|event| {
        let after = event.at - before;
        before = event.at;
        let mut row = vec![json!(after), json!(event.thread), json!(event.frame)];
        let (what, rest) = match event.what {
            EventKind::Resume => ("r", vec![]),
            EventKind::Line { line, count } => ("l", vec![json!(line), json!(count)]),
            EventKind::Output { text, stream } => (
                "o",
                vec![json!(text), json!(u8::from(stream == Stream::Stderr))],
            ),
            EventKind::Measured(spent) => {
                // As it is drawn.
                let place = (event.thread, event.at);
                let drawn = spans.partition_point(|span| (span.thread, span.end) < place);
                let drawn = spans.get(drawn).filter(|span| span.thread == event.thread);
                let doing = drawn.map_or(spent.mostly(), |span| span.doing);
                ("m", vec![json!(name_of(doing)), json!(spent.wall)])
            }
            EventKind::Pending(_) => ("w", vec![]),
            EventKind::End(_) => ("e", vec![]),
            EventKind::Unwound(_) => ("p", vec![]),
            EventKind::Dropped => ("d", vec![]),
        };
        row.push(json!(what));
        row.extend(rest);
        Value::Array(row)
    });
    json!({
        "program": recording.program,
        "model": recording.model,
        "elapsed": recording.elapsed,
        "exit": recording.exit.to_string(),
        "source": source,
        "threads": thread_names(recording),
        // A name, a colour, the line where it is written, 1 for a future.
        "frames": frames
            .map(|((frame, name), colour)| {
                let future = u8::from(frame.kind == crate::recording::Kind::Future);
                json!([name, colour, frame.line, future])
            })
            .collect::<Vec<_>>(),
        "output": recording.output,
        "gaps": gaps(recording, &spans),
        "events": rows.collect::<Vec<_>>(),
        "picture": timeline::picture(recording, &format!("replay-{}", id(recording))),
    })
}

/// The long spans in which nothing was measured: thread, from, to, and what the thread did then as far as that is known.
fn gaps(recording: &Recording, spans: &[Span]) -> Vec<Value> {
    let measured = recording
        .events
        .iter()
        .filter(|event| matches!(event.what, EventKind::Measured(_)));
    let measured: HashSet<(usize, u64)> = measured.map(|event| (event.thread, event.at)).collect();
    let gaps = spans.iter().filter(|span| {
        span.end - span.start >= GAP && !measured.contains(&(span.thread, span.end))
    });
    gaps.map(|span| json!([span.thread, span.start, span.end, name_of(span.doing)]))
        .collect()
}

/// What a thread does, as the script knows it.
fn name_of(doing: Doing) -> &'static str {
    match doing {
        Doing::Computing => "computing",
        Doing::Queued => "queued",
        Doing::Blocked => "blocked",
        Doing::Unmeasured | Doing::CutOff => "unmeasured",
    }
}
