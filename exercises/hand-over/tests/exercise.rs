//! loom tries all orders, and all values that a reader may see.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use it::Mailbox;
use loom::sync::Arc;
use loom::thread;
use std::collections::BTreeSet;
use std::sync::Mutex;

/// The results of all runs. They are judged outside of the model, where a failed test ends as tests do.
fn results<R>(one_run: impl Fn() -> R + Send + Sync + 'static) -> BTreeSet<R>
where
    R: Ord + Send + 'static,
{
    let results = std::sync::Arc::new(Mutex::new(BTreeSet::new()));
    let found = results.clone();
    loom::model(move || {
        let result = one_run();
        found.lock().expect("no run panics").insert(result);
    });
    std::mem::take(&mut *results.lock().expect("no run panics"))
}

#[test]
fn a_reader_finds_no_letter_or_the_whole_letter() {
    let found = results(|| {
        let mailbox = Arc::new(Mailbox::new());
        let of_writer = mailbox.clone();
        let writer = thread::spawn(move || of_writer.put(7));
        let taken = mailbox.take();
        writer.join().expect("the writer does not panic");
        taken
    });
    assert_eq!(found, BTreeSet::from([None, Some(7)]));
}

#[test]
fn of_two_readers_one_has_the_letter() {
    let found = results(|| {
        let mailbox = Arc::new(Mailbox::new());
        mailbox.put(7);
        let of_other = mailbox.clone();
        let other = thread::spawn(move || of_other.take());
        let mut taken = [mailbox.take(), other.join().expect("no reader panics")];
        taken.sort();
        taken
    });
    assert_eq!(found, BTreeSet::from([[None, Some(7)]]));
}
