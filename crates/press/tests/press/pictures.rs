//! In every timeline of the book, the bars say what the recording holds, and the words below say the same.

use crate::common;

use common::repository;
use expand::Book;
use press::picture::timeline::figure;
use press::recording::{Doing, EventKind, Recording, Spent};
use press::text::{duration, escape};
use regex::Regex;
use std::collections::HashMap;

/// What a span shorter than this part of the run is called is not in the picture: it has no title.
const SMALL: f64 = 0.02;

/// Every recording of the book, with its name.
fn recordings() -> Vec<(String, Recording)> {
    let root = repository();
    let book = Book::load(root).unwrap_or_else(|e| panic!("{e}"));
    let mut all = Vec::new();
    for program in book.programs.values() {
        for listing in &program.listings {
            let folder = program.place.folder();
            let path = root.join(format!("{folder}/recorded/{}.json", listing.model));
            if path.exists() {
                let recording = Recording::load(&path);
                let recording = recording.unwrap_or_else(|e| panic!("{}: {e}", path.display()));
                all.push((format!("{}/{}", program.name, listing.model), recording));
            }
        }
    }
    assert!(all.len() > 50, "only {} recordings", all.len());
    all
}

/// What spans add up to, in µs.
#[derive(Debug, Default, Clone, Copy)]
struct Bars {
    computing: u64,
    queued: u64,
    blocked: u64,
    unmeasured: u64,
    cut_off: u64,
}

impl Bars {
    fn add(&mut self, doing: Doing, time: u64) {
        let sum = match doing {
            Doing::Computing => &mut self.computing,
            Doing::Queued => &mut self.queued,
            Doing::Blocked => &mut self.blocked,
            Doing::Unmeasured => &mut self.unmeasured,
            Doing::CutOff => &mut self.cut_off,
        };
        *sum += time;
    }

    fn all(self) -> u64 {
        self.computing + self.queued + self.blocked + self.unmeasured + self.cut_off
    }

    /// What differs from these times, as a sentence. A bar is what a thread mostly did, so `mixed` µs may belong to another
    /// kind of bar.
    fn differs(self, said: Spent, mixed: u64) -> Option<String> {
        let pairs = [
            ("computing", self.computing, said.cpu),
            ("queued", self.queued, said.queued),
            ("blocked", self.blocked, said.blocked()),
        ];
        // Times in words have two digits at least.
        let slack = |time: u64| mixed + time / 20 + 1_500;
        let wrong = pairs.into_iter().filter(|&(_, drawn, said)| {
            drawn > said + slack(said) || said > drawn + self.unmeasured + slack(said)
        });
        let wrong: Vec<String> = wrong
            .map(|(what, drawn, said)| format!("{what} {drawn} µs in bars and {said} µs"))
            .collect();
        (!wrong.is_empty()).then(|| format!("{}; {mixed} µs are mixed", wrong.join(", ")))
    }
}

/// The time of measurements that is not what they mostly are, in µs, by `key`: thread and frame.
fn mixed(recording: &Recording, key: fn(usize, usize) -> usize) -> HashMap<usize, u64> {
    let mut mixed = HashMap::new();
    for event in &recording.events {
        if let EventKind::Measured(spent) = event.what {
            let parts = [spent.cpu, spent.queued, spent.blocked()];
            let most = parts.into_iter().max().unwrap_or(0);
            let rest = parts.iter().sum::<u64>() - most;
            *mixed.entry(key(event.thread, event.frame)).or_default() += rest;
        }
    }
    mixed
}

/// µs of a duration in words: `4.2 ms`.
fn micros(words: &str) -> u64 {
    let (number, unit) = words.split_once(' ').unwrap_or_else(|| panic!("{words}"));
    let number: f64 = number.parse().unwrap_or_else(|_| panic!("{words}"));
    let size = match unit {
        "s" => 1e6,
        "ms" => 1e3,
        "µs" => 1.0,
        _ => panic!("{words} has no unit"),
    };
    (number * size).round() as u64
}

/// What the words say of each thread; nothing of one that was cut off.
fn words(figure: &str) -> Vec<Option<Spent>> {
    let time = r"([\d.]+ (?:s|ms|µs))";
    let pattern = format!(
        "computing {time}, blocked {time}(?: \\(of which [^)]*\\))?(?:, ready without a core {time})?(?:; {time} of this were measured only as a sum[^<]*)?\\.</li>"
    );
    let pattern = Regex::new(&pattern).expect("it is a pattern");
    let threads = figure.split("<li>Thread ").skip(1);
    let said = threads.map(|text| {
        let text = text.split_inclusive("</li>").next().unwrap_or_default();
        if text.contains("was not measured.</li>") {
            return None;
        }
        let times = pattern.captures(text).unwrap_or_else(|| panic!("{text}"));
        let of = |n: usize| times.get(n).map_or(0, |time| micros(time.as_str()));
        let (cpu, blocked, queued) = (of(1), of(2), of(3));
        Some(Spent {
            wall: cpu + blocked + queued,
            cpu,
            queued,
        })
    });
    said.collect()
}

#[test]
fn the_bars_of_each_thread_say_what_the_words_say() {
    let mut wrong = Vec::new();
    let mut compared = 0;
    for (name, recording) in recordings() {
        let figure = figure(&[&recording], "one");
        let mut bars: Vec<Bars> = vec![Bars::default(); recording.threads.len()];
        // What is too short to be measured is what it mostly was together.
        let mut short = vec![0; recording.threads.len()];
        for span in recording.spans() {
            let time = span.end - span.start;
            bars[span.thread].add(span.doing, time);
            short[span.thread] += if time < 1_000 { time } else { 0 };
        }
        let mixed = mixed(&recording, |thread, _| thread);
        for (thread, said) in words(&figure).into_iter().enumerate() {
            let Some(mut said) = said else {
                continue;
            };
            let bars = bars[thread];
            // The words leave out what is little.
            if said.queued == 0 && bars.all() > said.wall {
                said.queued = (bars.all() - said.wall).min(bars.all() / 50);
                said.wall += said.queued;
            }
            compared += 1;
            let mixed = mixed.get(&thread).copied().unwrap_or(0);
            let differs = bars.differs(said, mixed + bars.all() / 50 + short[thread] / 8);
            wrong.extend(differs.map(|how| format!("{name}, thread {thread}: {how} in words")));
        }
    }
    assert!(compared > 100, "only {compared} threads were compared");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_bars_of_each_frame_say_what_was_measured_of_it() {
    let mut wrong = Vec::new();
    for (name, recording) in recordings() {
        let mut bars: HashMap<usize, Bars> = HashMap::new();
        for span in recording.spans() {
            // The wait for a core may be counted to the frame before. Of one frame, queued and blocked are one.
            let doing = match span.doing {
                Doing::Queued => Doing::Blocked,
                doing => doing,
            };
            let of = bars.entry(span.frame).or_default();
            of.add(doing, span.end - span.start);
        }
        let mixed = mixed(&recording, |_, frame| frame);
        for (frame, own) in own_times(&recording) {
            let bars = bars.get(&frame).copied().unwrap_or_default();
            let mixed = mixed.get(&frame).copied().unwrap_or(0);
            // Pieces of under a millisecond are what they mostly were together.
            let differs = bars.differs(own, mixed + 3_000 + bars.all() / 10);
            let called = &recording.frames[frame].name;
            wrong.extend(differs.map(|how| format!("{name}, frame {frame} ({called}): {how}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The time of each frame without that of what it called and polled, queued counted as blocked; of frames that were not
/// cut off.
fn own_times(recording: &Recording) -> HashMap<usize, Spent> {
    let stretches = recording.stretches();
    let mut own: HashMap<usize, Spent> = HashMap::new();
    let mut cut_off = Vec::new();
    let mut within: Vec<Spent> = vec![Spent::default(); stretches.len()];
    let mut open: Vec<Vec<usize>> = vec![Vec::new(); recording.threads.len()];
    for (i, stretch) in stretches.iter().enumerate() {
        let open = &mut open[stretch.thread];
        open.truncate(stretch.depth);
        match (open.last(), stretch.spent) {
            (Some(&outer), Some(spent)) => within[outer] = within[outer].and(spent),
            (Some(&outer), None) => cut_off.push(stretches[outer].frame),
            (None, _) => {}
        }
        open.push(i);
    }
    for (stretch, within) in stretches.iter().zip(within) {
        match stretch.spent {
            Some(spent) => {
                let sum = own.entry(stretch.frame).or_default();
                let queued = 0;
                *sum = sum.and(Spent {
                    queued,
                    ..spent.without(within)
                });
            }
            None => cut_off.push(stretch.frame),
        }
    }
    own.retain(|frame, _| !cut_off.contains(frame));
    own
}

#[test]
fn every_long_span_has_a_bar_that_says_what_the_thread_did() {
    let mut bars = 0;
    for (name, recording) in recordings() {
        let figure = figure(&[&recording], "one");
        let names = press::recording::waits::frame_names(&recording);
        let lanes = figure.matches("class=\"thread\"").count();
        for span in recording.spans().iter().filter(|s| s.thread < lanes) {
            if ((span.end - span.start) as f64) < SMALL * recording.elapsed as f64 {
                continue;
            }
            let doing = match span.doing {
                Doing::Computing => "computing",
                Doing::Queued => "ready, without a core",
                Doing::Blocked if span.asleep => "asleep in the runtime",
                Doing::Blocked => "blocked",
                Doing::Unmeasured => "not measured",
                Doing::CutOff => "still going when the run ended",
            };
            let (start, end) = (duration(span.start), duration(span.end));
            let title = escape(&format!(
                "{}: {doing} from {start} to {end}",
                names[span.frame]
            ));
            assert!(figure.contains(&title), "{name} has no bar “{title}”");
            bars += 1;
        }
    }
    assert!(bars > 200, "only {bars} bars");
}
