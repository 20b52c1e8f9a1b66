//! What is written is what is read, and what is read can be used.

use super::*;

fn example() -> Recording {
    let spent = |wall, cpu, queued| Spent { wall, cpu, queued };
    let event = |at, frame, what| Event {
        at,
        thread: 0,
        frame,
        what,
    };
    Recording {
        program: "nap".into(),
        model: "sync".into(),
        elapsed: 2_500,
        plain: 2_400,
        exit: Exit::Code(0),
        queued: true,
        threads: vec![Thread {
            name: Some("main".into()),
            frame: 0,
        }],
        frames: vec![
            Frame {
                parent: None,
                kind: Kind::Fn,
                name: "main".into(),
                line: 1,
            },
            Frame {
                parent: Some(0),
                kind: Kind::Closure,
                name: "nap".into(),
                line: 2,
            },
        ],
        more: vec![More {
            kind: Kind::Fn,
            name: "step".into(),
            line: 9,
            frames: 1_000,
            polls: 0,
            lines: 3_000,
        }],
        left_out: vec![LeftOut {
            line: 4,
            what: "the macro `stream!`".into(),
        }],
        output: vec!["ready\n".into()],
        events: vec![
            event(0, 0, EventKind::Resume),
            event(2, 0, EventKind::Line { line: 2, count: 1 }),
            event(10, 1, EventKind::Resume),
            event(2_010, 1, EventKind::Measured(spent(2_000, 10, 5))),
            event(2_010, 1, EventKind::Line { line: 3, count: 7 }),
            event(2_020, 1, EventKind::End(spent(2_010, 15, 5))),
            event(
                2_030,
                0,
                EventKind::Output {
                    text: 0,
                    stream: Stream::Stdout,
                },
            ),
            event(2_040, 0, EventKind::End(spent(2_040, 30, 5))),
        ],
    }
}

#[test]
fn what_is_written_is_what_is_read() {
    let json = example().to_json();
    assert_eq!(json.parse::<Recording>(), Ok(example()));
    assert!(json.contains("\n[8,0,\"r\",1],\n"), "{json}");
}

#[test]
fn another_version_is_refused() {
    let json = example()
        .to_json()
        .replacen("\"version\":1", "\"version\":7", 1);
    assert_eq!(json.parse::<Recording>(), Err(Unreadable::Version(7)));
}

/// What is said of the example, in whose file `to` stands instead of `from`.
#[track_caller]
fn said(from: &str, to: &str) -> String {
    let json = example().to_json();
    assert!(json.contains(from), "{from} is in: {json}");
    match json.replacen(from, to, 1).parse::<Recording>() {
        Err(Unreadable::Damaged(why)) => why,
        other => panic!("{to} is read as {other:?}"),
    }
}

#[test]
fn a_damaged_file_says_where() {
    let json = example().to_json();
    let cut = &json[..json.len() / 2];
    assert!(matches!(
        cut.parse::<Recording>(),
        Err(Unreadable::Damaged(_))
    ));
    let row = json.lines().position(|line| line == "[8,0,\"r\",1],");
    let line = row.expect("the row has a line of its own") + 1;
    let why = said("[8,0,\"r\",1]", "[8,0,\"x\",1]");
    assert!(why.contains(&format!("at line {line} column")), "{why}");
    assert_eq!(
        said("\"e\",1,2010,15,5", "\"e\",1,2010,15"),
        "row 5 of `events`: it lacks one of its three times"
    );
    assert_eq!(
        said("\"o\",0,0,1]", "\"o\",0,0,3]"),
        "row 6 of `events`: its stream should be 1 or 2"
    );
    assert!(said("code 0", "done").starts_with("`exit` is `done`"));
}

#[test]
fn an_index_that_refers_to_nothing_is_damage_whatever_it_is_an_index_of() {
    let wrong = |from: &str, to: &str, says: &str| assert_eq!(said(from, to), says);
    wrong(
        "[\"main\",0]",
        "[\"main\",2]",
        "row 0 of `threads` refers to frame 2, and there are only 2",
    );
    wrong(
        "[0,\"closure\"",
        "[2,\"closure\"",
        "row 1 of `frames` refers to frame 2, and there are only 2",
    );
    wrong(
        "[8,0,\"r\",1]",
        "[8,1,\"r\",1]",
        "row 2 of `events` refers to thread 1, and there are only 1",
    );
    wrong(
        "[8,0,\"r\",1]",
        "[8,0,\"r\",9]",
        "row 2 of `events` refers to frame 9, and there are only 2",
    );
    wrong(
        "\"o\",0,0,1]",
        "\"o\",0,1,1]",
        "row 6 of `events` refers to text 1, and there are only 1",
    );
    // The first text, where there is none at all.
    wrong(
        "\"output\":[\n\"ready\\n\"]",
        "\"output\":[]",
        "row 6 of `events` refers to text 0, and there are only 0",
    );
    // A parent below 0 that does not stand for none.
    assert!(said("[0,\"closure\"", "[-2,\"closure\"").starts_with("row 1 of `frames` refers to"));
}

#[test]
fn a_run_that_ends_before_its_last_event_is_damage() {
    assert_eq!(
        said("\"elapsed_us\":2500", "\"elapsed_us\":2039"),
        "the run ends after 2039 µs, and its last event is at 2040 µs"
    );
}

#[test]
fn lists_without_rows_take_one_line() {
    let mut recording = example();
    recording.more.clear();
    recording.left_out.clear();
    let json = recording.to_json();
    assert!(
        json.contains("],\n\"more\":[],\n\"left_out\":[],\n\"output\":[\n\"ready"),
        "{json}"
    );
    assert!(json.starts_with("{\n\"version\":1,\n"), "{json}");
    assert!(json.ends_with("\"e\",0,2040,30,5]]\n}\n"), "{json}");
    assert_eq!(json.parse(), Ok(recording));
}

#[test]
fn of_a_place_with_frames_that_are_not_kept_the_whole_number_counts_and_not_under_which() {
    let kept = |number: u64, parent| {
        let mut recording = example();
        let step = recording.more.first_mut().expect("there is one");
        step.frames = number;
        let kept = Frame {
            parent,
            kind: step.kind,
            name: step.name.clone(),
            line: step.line,
        };
        recording.frames.push(kept);
        recording.counts(&[])
    };
    assert_eq!(kept(1_000, Some(0)), kept(1_000, Some(1)));
    assert_ne!(kept(1_000, Some(0)), kept(999, Some(0)));
    assert_ne!(kept(0, Some(0)), kept(0, Some(1)));
}

#[test]
fn stretches_nest_and_spans_do_not_overlap() {
    let recording = example();
    let stretches = recording.stretches();
    let of = |s: &Stretch| (s.frame, s.start, s.end, s.depth);
    assert_eq!(
        stretches.iter().map(of).collect::<Vec<_>>(),
        [(0, 0, 2_040, 0), (1, 10, 2_020, 1)]
    );
    let spans = recording.spans();
    let of = |s: &Span| (s.frame, s.start, s.end, s.doing);
    assert_eq!(
        spans.iter().map(of).collect::<Vec<_>>(),
        [
            (0, 0, 10, Doing::Computing),
            (1, 10, 2_010, Doing::Blocked),
            (1, 2_010, 2_020, Doing::Computing),
            (0, 2_020, 2_040, Doing::Computing),
        ]
    );
}

/// What the first frame of the example is seen to do for 2 ms without a measurement, of which the whole stretch took so
/// many µs for computing and for waiting for a core.
fn unmeasured(cpu: u64, queued: u64) -> Vec<Doing> {
    let mut recording = example();
    let event = |at, what| Event {
        at,
        thread: 0,
        frame: 0,
        what,
    };
    let wall = 2_000;
    let spent = Spent { wall, cpu, queued };
    recording.events = vec![
        event(0, EventKind::Resume),
        event(wall, EventKind::End(spent)),
    ];
    recording.spans().iter().map(|span| span.doing).collect()
}

#[test]
fn a_piece_without_a_measurement_is_what_its_stretch_proves_or_not_measured() {
    assert_eq!(unmeasured(100, 200), [Doing::Blocked]);
    assert_eq!(unmeasured(1_900, 0), [Doing::Computing]);
    assert_eq!(unmeasured(0, 1_500), [Doing::Queued]);
    assert_eq!(unmeasured(700, 700), [Doing::Unmeasured]);
}
