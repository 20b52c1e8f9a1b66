//! The same as the picture, in sentences.

use super::intervals::Intervals;
use super::lanes::lanes;
use super::waiting::ROWS;
use crate::recording::waits::Wait;
use crate::recording::{Doing, Recording, Span, Spent};
use crate::text::{duration, escape, moment, thousands};
use std::fmt::Write;

/// Time asleep in a runtime, or without a measurement, that is worth a word, in µs.
const WORTH_A_WORD: u64 = 1_000;

/// Says of recordings in which something was only counted that it is not in the picture, and how long they took.
pub fn note_on_counted(recordings: &[&Recording], titles: &[String]) -> String {
    if recordings.iter().all(|recording| recording.more.is_empty()) {
        return String::new();
    }
    let mut out = String::from(
        "<p class=\"timeline-note\">What happened very often is drawn a few times and then only counted: a lane may be blank though its thread works.",
    );
    // Where that is more than what differs from run to run.
    let slower: Vec<String> = titles
        .iter()
        .zip(recordings)
        .filter(|(_, r)| !r.more.is_empty() && r.elapsed * 2 > r.plain * 3)
        .map(|(title, r)| {
            let (title, elapsed, plain) = (escape(title), duration(r.elapsed), duration(r.plain));
            format!("{title} {elapsed} ({plain})")
        })
        .collect();
    if !slower.is_empty() {
        let _ = write!(
            out,
            " To count takes time; in brackets, what the program took without: {}.",
            listed(slower.into_iter())
        );
    }
    out.push_str("</p>\n");
    out
}

/// What a recording says, in sentences.
pub fn words(recording: &Recording, intervals: &Intervals, title: &str) -> String {
    let threads = match intervals.threads.len() {
        1 => "one thread".to_string(),
        n => format!("{n} threads"),
    };
    let mut out = format!(
        "<li><strong>{}</strong> took {} on {threads} and ended with {}.\n<ul>\n",
        escape(title),
        duration(recording.elapsed),
        escape(&recording.exit.to_string()),
    );
    let lanes = lanes(intervals.threads.len());
    for thread in 0..lanes {
        out.push_str(&thread_in_words(intervals, thread));
    }
    if intervals.threads.len() > lanes {
        let more = intervals.threads.len() - lanes;
        let _ = writeln!(out, "<li>{more} more threads ran.</li>");
    }
    if !recording.more.is_empty() {
        out.push_str(&counted_in_words(recording));
    }
    out.push_str(&waits_in_words(intervals, recording.elapsed));
    out.push_str("</ul></li>\n");
    out
}

/// What ran on a thread, when, and what the thread did meanwhile. Nothing of a thread on which nothing ran.
fn thread_in_words(intervals: &Intervals, thread: usize) -> String {
    let mut sum = Spent::default();
    let mut cut_off = false;
    let mut frames: Vec<usize> = Vec::new();
    let (mut from, mut to) = (u64::MAX, 0);
    for stretch in intervals.stretches.iter().filter(|s| s.thread == thread) {
        match stretch.spent {
            // The outermost stretches include all others.
            Some(spent) if stretch.depth == 0 => {
                sum.wall += spent.wall;
                sum.cpu += spent.cpu;
                sum.queued += spent.queued;
            }
            Some(_) => {}
            None => cut_off = true,
        }
        if !frames.contains(&stretch.frame) {
            frames.push(stretch.frame);
        }
        from = from.min(stretch.start);
        to = to.max(stretch.end);
    }
    if frames.is_empty() {
        return String::new();
    }
    let time = |of: fn(&Span) -> bool| {
        let spans = intervals.spans.iter();
        let spans = spans.filter(|span| span.thread == thread && of(span));
        spans.map(|span| span.end - span.start).sum::<u64>()
    };
    let did = if cut_off {
        "it was still going when the run ended, so what it spent was not measured".to_owned()
    } else {
        let unmeasured = time(|span| span.doing == Doing::Unmeasured);
        spent(sum, time(|span| span.asleep), unmeasured)
    };
    format!(
        "<li>Thread {} ran {} between {} and {}: {did}.</li>\n",
        escape(&intervals.threads[thread]),
        escape(&names(intervals, &frames)),
        duration(from),
        duration(to),
    )
}

/// What a thread spent, of which so many µs asleep in a runtime, and so many drawn as not measured.
fn spent(sum: Spent, asleep: u64, unmeasured: u64) -> String {
    let mut out = format!(
        "computing {}, blocked {}",
        duration(sum.cpu),
        duration(sum.blocked())
    );
    if asleep >= WORTH_A_WORD {
        let asleep = duration(asleep.min(sum.blocked()));
        let _ = write!(
            out,
            " (of which {asleep} asleep in the runtime until a timer, a socket or another thread woke it)"
        );
    }
    if sum.queued > sum.wall / 50 {
        let _ = write!(out, ", ready without a core {}", duration(sum.queued));
    }
    if unmeasured >= WORTH_A_WORD {
        let unmeasured = duration(unmeasured);
        let _ = write!(
            out,
            "; {unmeasured} of this were measured only as a sum, and are drawn as not measured"
        );
    }
    out
}

/// What was only counted, as an item of a list.
fn counted_in_words(recording: &Recording) -> String {
    let mut most: Vec<_> = recording.more.iter().collect();
    most.sort_by_key(|more| std::cmp::Reverse(more.frames + more.polls + more.lines));
    let of = most.into_iter().map(|more| {
        let counts = [
            (more.frames, "calls"),
            (more.polls, "polls"),
            (more.lines, "lines"),
        ];
        let counts = counts.into_iter().filter(|(n, _)| *n > 0);
        let counts = counts.map(|(n, what)| format!("{} {what}", thousands(n)));
        format!("{} in {} (line {})", listed(counts), more.name, more.line)
    });
    format!("<li>Only counted: {}.</li>\n", escape(&some(of)))
}

fn waits_in_words(intervals: &Intervals, elapsed: u64) -> String {
    let groups = waits_that_belong_together(intervals, elapsed);
    let mut out = String::new();
    for (first, frames) in groups.iter().take(ROWS) {
        let waiting = match frames.len() {
            1 => "waits",
            _ => "wait together",
        };
        let dropped = match (first.dropped, frames.len()) {
            (false, _) => "",
            (true, 1) => ", and is dropped there",
            (true, _) => ", and are dropped there",
        };
        let _ = writeln!(
            out,
            "<li>{} {waiting}, without a thread, from {} to {}{dropped}.</li>",
            escape(&names(intervals, frames)),
            moment(first.start),
            moment(first.end),
        );
    }
    if groups.len() > ROWS {
        let more: usize = groups[ROWS..].iter().map(|group| group.1.len()).sum();
        let _ = writeln!(out, "<li>{more} more waits follow.</li>");
    }
    out
}

/// The waits that begin and end within a hundredth of the run of one another, which one sentence tells: the first of them,
/// and the frames of all.
fn waits_that_belong_together(intervals: &Intervals, elapsed: u64) -> Vec<(&Wait, Vec<usize>)> {
    let near = |one: u64, other: u64| one.abs_diff(other) <= elapsed / 100;
    let mut groups: Vec<(&Wait, Vec<usize>)> = Vec::new();
    for wait in intervals.own_waits() {
        let like = |group: &&mut (&Wait, Vec<usize>)| {
            let first = group.0;
            let together = near(first.start, wait.start) && near(first.end, wait.end);
            together && first.dropped == wait.dropped
        };
        match groups.iter_mut().find(like) {
            Some(group) => group.1.push(wait.frame),
            None => groups.push((wait, vec![wait.frame])),
        }
    }
    groups
}

/// The names of these frames, as [`some`] lists them.
fn names(intervals: &Intervals, frames: &[usize]) -> String {
    some(frames.iter().map(|&frame| intervals.names[frame].clone()))
}

/// The first five of some names, and how many more there are.
fn some(names: impl ExactSizeIterator<Item = String>) -> String {
    let more = names.len().saturating_sub(5);
    let mut shown: Vec<String> = names.take(5).collect();
    if more > 0 {
        shown.push(format!("{more} more"));
    }
    listed(shown.into_iter())
}

/// `a`, `a and b`, `a, b and c`.
pub fn listed(items: impl Iterator<Item = String>) -> String {
    let mut items: Vec<String> = items.collect();
    match items.pop() {
        None => String::new(),
        Some(last) if items.is_empty() => last,
        Some(last) => format!("{} and {last}", items.join(", ")),
    }
}
