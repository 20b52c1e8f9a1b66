//! What the book says of `pipeline_left`, each sentence held by a run.

use observe::Run;

observe::runs! {
    threads: "pipeline_left-threads",
    tokio: "pipeline_left-tokio",
    async_std: "pipeline_left-async-std",
}

fn all() -> [&'static Run; 3] {
    [threads(), tokio(), async_std()]
}

/// In which line it says so; `None` if nowhere.
fn line(run: &Run, text: &str) -> Option<usize> {
    run.out().iter().position(|line| line.starts_with(text))
}

#[test]
fn the_washer_is_told_while_it_waits_for_room() {
    for run in all() {
        let left = line(run, "dryer: I am leaving");
        let told = line(run, "washer: nobody will dry plate 5");
        assert!(left.is_some() && told > left, "{}", run.name);
        // It waited before the dryer left.
        assert!(line(run, "washer: plate 5 is washed") < left);
        assert_eq!(line(run, "washer: plate 5 is on the rack"), None);
        assert_eq!(line(run, "washer: plate 6"), None, "{}", run.name);
    }
}

#[test]
fn what_is_on_the_rack_when_the_dryer_leaves_is_lost() {
    for run in all() {
        for plate in 1..=4 {
            let put_down = line(run, &format!("washer: plate {plate} is on the rack"));
            let dry = line(run, &format!("dryer: plate {plate} is dry"));
            assert!(put_down.is_some(), "{}", run.name);
            assert_eq!(dry.is_some(), plate <= 2, "{}", run.name);
        }
        // Plates 3 and 4, and the one that came back.
        let last = run.out()[run.out().len() - 1];
        assert!(last.ends_with(" ms, 3 wet"), "{}: {last}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&all());
}
