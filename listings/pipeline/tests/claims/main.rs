//! What the book says of `pipeline`, each sentence held by a run.

mod left;
mod unbounded;

use observe::{Exit, Program, Run};
use std::time::Duration;

const WASH: Duration = Duration::from_millis(10);
const DRY: Duration = Duration::from_millis(100);
/// How many plates the rack holds if nothing else is asked for.
const RACK: usize = 2;

observe::runs! {
    sync: "pipeline-sync",
    threads: "pipeline-threads",
    tokio: "pipeline-tokio",
    async_std: "pipeline-async-std",
}

fn all() -> [&'static Run; 4] {
    [sync(), threads(), tokio(), async_std()]
}

/// Those with a queue.
fn queued() -> [&'static Run; 3] {
    [threads(), tokio(), async_std()]
}

fn programs() -> [Program; 3] {
    [
        observe::program!("pipeline-threads"),
        observe::program!("pipeline-tokio"),
        observe::program!("pipeline-async-std"),
    ]
}

fn with_rack(program: Program, plates: usize, rack: usize) -> Run {
    program.arg(plates.to_string()).arg(rack.to_string()).run()
}

/// The plates that were dried, in this order.
fn dried(run: &Run) -> Vec<usize> {
    run.numbers::<usize>("dryer: plate ", " is dry")
}

/// How many were wet when a plate was washed, for each plate.
fn wet(run: &Run) -> Vec<usize> {
    run.numbers::<usize>(" is washed, ", " wet")
}

/// In which line it says so.
#[track_caller]
fn line(run: &Run, text: &str) -> usize {
    let found = run.out().iter().position(|line| line.contains(text));
    found.unwrap_or_else(|| panic!("{}: no `{text}` in\n{}", run.name, run.stdout()))
}

#[track_caller]
fn put_down(run: &Run, plate: usize) -> usize {
    line(run, &format!("washer: plate {plate} is on the rack"))
}

#[track_caller]
fn dry(run: &Run, plate: usize) -> usize {
    line(run, &format!("dryer: plate {plate} is dry"))
}

/// What the last line says.
fn took(run: &Run) -> Duration {
    let ms = run.numbers::<usize>("done after ", " ms");
    assert_eq!(ms.len(), 1, "{}: {}", run.name, run.stdout());
    Duration::from_millis(ms[0] as u64)
}

#[test]
fn every_plate_is_dried_once_and_in_turn() {
    for run in all() {
        assert_eq!(dried(run), [1, 2, 3, 4, 5, 6], "{}", run.name);
        assert!(run.out()[run.out().len() - 1].ends_with(" ms, 0 wet"));
    }
}

#[test]
fn with_one_pair_of_hands_one_plate_is_wet() {
    assert_eq!(wet(sync()), [1; 6]);
}

#[test]
fn with_one_pair_of_hands_the_times_add_up() {
    assert!(took(sync()) >= 6 * (WASH + DRY), "{:?}", took(sync()));
}

#[test]
fn the_first_plates_find_room_before_one_is_dry() {
    for run in queued() {
        for plate in 1..=RACK + 1 {
            assert!(put_down(run, plate) < dry(run, 1), "{}", run.name);
        }
    }
}

#[test]
fn the_next_plate_stays_in_the_hand_until_one_is_dry() {
    for run in queued() {
        let plate = RACK + 2;
        let washed = line(run, &format!("washer: plate {plate} is washed"));
        assert!(washed < dry(run, 1), "{}", run.name);
        assert!(put_down(run, plate) > dry(run, 1), "{}", run.name);
    }
}

#[test]
fn from_then_on_the_washer_is_as_slow_as_the_dryer() {
    for run in queued() {
        for plate in RACK + 2..=6 {
            // Between this plate and the next is one that got dry, and no more.
            let one = plate - RACK - 1;
            assert!(put_down(run, plate) > dry(run, one), "{}", run.name);
            assert!(put_down(run, plate) < dry(run, one + 1), "{}", run.name);
            let at = run.at("is on the rack", plate - 1);
            assert!(at >= WASH + one as u32 * DRY, "{}: {at:?}", run.name);
        }
    }
}

#[test]
fn no_more_are_wet_than_the_rack_holds_and_two_hands() {
    for run in queued() {
        assert_eq!(wet(run), [1, 2, 3, 4, 4, 4], "{}", run.name);
    }
    for program in programs() {
        for (plates, rack) in [(5, 1), (9, 4)] {
            let run = with_rack(program.clone(), plates, rack);
            assert_eq!(wet(&run).len(), plates, "{}", run.name);
            assert_eq!(wet(&run).into_iter().max(), Some(rack + 2), "{}", run.name);
        }
    }
}

#[test]
fn the_rack_never_holds_more_than_its_bound() {
    for run in queued() {
        let (mut on_the_rack, mut in_hand) = (0, 0);
        for line in run.out() {
            if line.contains("is on the rack") {
                on_the_rack += 1;
            } else if line.starts_with("dryer: ") {
                in_hand -= 1;
            }
            // The dryer takes a plate as soon as it can.
            if in_hand == 0 && on_the_rack > 0 {
                (on_the_rack, in_hand) = (on_the_rack - 1, 1);
            }
            assert!(on_the_rack <= RACK, "{}: at `{line}`", run.name);
        }
        assert_eq!(dried(run).len(), 6, "{}", run.name);
    }
}

#[test]
fn what_is_on_the_rack_is_dried_after_the_washer_has_left() {
    for run in queued() {
        for plate in 4..=6 {
            assert!(dry(run, plate) > put_down(run, 6), "{}", run.name);
        }
        assert!(run.success(), "{}", run.name);
    }
}

#[test]
fn a_larger_rack_makes_nothing_faster_and_the_last_plate_older() {
    for program in programs() {
        let plates = 9;
        let [small, large] = [1, 5].map(|rack| with_rack(program.clone(), plates, rack));
        for run in [&small, &large] {
            assert!(took(run) >= WASH + plates as u32 * DRY, "{}", run.name);
        }
        let age = |run: &Run| run.numbers::<usize>("is dry, ", " ms").pop();
        assert!(age(&large) > age(&small), "{}", small.name);
        assert!(age(&small) > Some(2 * DRY.as_millis() as usize));
    }
}

#[test]
fn a_queue_of_std_may_have_no_room_at_all() {
    let run = with_rack(observe::program!("pipeline-threads"), 4, 0);
    assert_eq!(wet(&run), [1, 2, 2, 2]);
    assert!(put_down(&run, 2) > dry(&run, 1));
    assert_eq!(dried(&run), [1, 2, 3, 4]);
}

#[test]
fn the_queues_of_tokio_and_async_std_must_have_room_for_one() {
    for program in &programs()[1..] {
        let run = with_rack(program.clone(), 4, 0);
        assert_eq!(run.exit, Exit::Code(101), "{}", run.name);
        assert!(run.stderr().contains(" panicked at "), "{}", run.name);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn threads_are_two_and_tokio_needs_one() {
    assert_eq!(threads().threads, Some(2));
    assert_eq!(tokio().threads, Some(1));
    assert!(tokio().success());
    assert_eq!(dried(threads()).len(), dried(tokio()).len());
    assert_eq!(dried(tokio()).len(), 6);
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&all());
}
