//! The legend: what the marks mean that a figure has, and no others.

use std::fmt::Write;

/// Which marks a figure has.
#[derive(Default)]
pub struct Seen {
    pub computing: bool,
    pub blocked: bool,
    pub asleep: bool,
    pub queued: bool,
    pub pale: bool,
    pub unmeasured: bool,
    pub open: bool,
    pub pin: bool,
    pub waits: bool,
    pub dropped: bool,
    pub panicked: bool,
}

const BAR: &str = "<rect class=\"frame-0\" width=\"24\" height=\"14\"/>";
const OUTLINE: &str =
    "<rect class=\"frame-0 outline\" x=\"1\" y=\"1\" width=\"22\" height=\"12\"/>";
const OPEN: &str = "<rect class=\"frame-0 open\" x=\"1\" y=\"1\" width=\"22\" height=\"12\"/>";
const PALE: &str = "<path class=\"frame-0 pale\" d=\"M4 0v14M12 0v14M20 0v14\"/>";
const DASHED: &str = "<line class=\"frame-0 wait\" x1=\"0\" x2=\"24\" y1=\"7\" y2=\"7\"/>";
const PIN: &str = "<g class=\"head frame-0\"><rect x=\"6\" width=\"12\" height=\"13\"/>\
                   <text x=\"12\" y=\"11\">1</text></g>";
const CROSS: &str = "<text class=\"on-bar\" x=\"8\" y=\"12\">✕</text>";

/// The legend as a list; `id` is the prefix of the figure's ids.
pub fn legend(seen: &Seen, id: &str) -> String {
    let [hatched, asleep] = ["hatch", "asleep"].map(|pattern| {
        format!("{BAR}<rect style=\"fill:url(#{id}-{pattern})\" width=\"24\" height=\"14\"/>")
    });
    let spotted = format!(
        "<rect class=\"frame-0 unmeasured\" width=\"24\" height=\"14\"/>\
         <rect style=\"fill:url(#{id}-spots)\" width=\"24\" height=\"14\"/>"
    );
    // The class lets a page explain a mark once for several figures.
    let marks = [
        (seen.computing, "computing", BAR, "computing"),
        (
            seen.blocked,
            "blocked",
            &hatched,
            "blocked: the thread stands still",
        ),
        (
            seen.asleep,
            "asleep",
            &asleep,
            "the thread sleeps in the runtime until a timer, a socket or another thread wakes it",
        ),
        (
            seen.queued,
            "queued",
            OUTLINE,
            "ready, but no core was free",
        ),
        (
            seen.pale,
            "pale",
            PALE,
            "not computing, too short for a pattern",
        ),
        (seen.unmeasured, "unmeasured", &spotted, "not measured"),
        (seen.open, "open", OPEN, "still going when the run ended"),
        (
            seen.waits,
            "waits",
            DASHED,
            "a future waits, and occupies no thread",
        ),
        (
            seen.pin,
            "pin",
            PIN,
            "too short to draw to scale (1 is “#1”)",
        ),
        (seen.panicked, "panicked", CROSS, "a panic"),
        (seen.dropped, "dropped", CROSS, "dropped while it waited"),
    ];
    let mut out = String::from("<ul class=\"timeline-legend\">\n");
    for (_, class, swatch, meaning) in marks.iter().filter(|(seen, ..)| *seen) {
        let _ = writeln!(
            out,
            "<li class=\"mark-{class}\"><svg aria-hidden=\"true\" width=\"24\" height=\"14\">{swatch}</svg> {meaning}</li>"
        );
    }
    out.push_str("</ul>\n");
    out
}
