//! A rename ends, and keeps all votes at every moment.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use it::Votes;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// Long enough for any machine to see that nothing more will happen.
const LONG: Duration = Duration::from_secs(3);

/// Does `work` on a thread of its own, and fails if it does not end.
fn do_in_time(votes: &Arc<Votes>, work: impl FnOnce(&Votes) + Send + 'static) {
    let votes = Arc::clone(votes);
    let (say, hear) = mpsc::channel::<()>();
    thread::spawn(move || {
        work(&votes);
        drop(say);
    });
    let end = hear.recv_timeout(LONG);
    assert_eq!(end, Err(RecvTimeoutError::Disconnected), "it does not end");
}

#[test]
fn a_rename_gives_the_votes_to_the_new_name() {
    let votes = Arc::new(Votes::default());
    votes.add("Ann", 3);
    votes.add("Anne", 4);
    do_in_time(&votes, |votes| votes.rename("Ann", "Anne"));
    assert_eq!([votes.of("Ann"), votes.of("Anne")], [0, 7]);
}

#[test]
fn no_vote_disappears_while_names_change() {
    let votes = Arc::new(Votes::default());
    votes.add("Ann", 7);
    let auditor = Arc::clone(&votes);
    let audits = thread::spawn(move || (0..20_000).all(|_| auditor.total() == 7));
    do_in_time(&votes, |votes| {
        for _ in 0..5_000 {
            votes.rename("Ann", "Bob");
            votes.rename("Bob", "Ann");
        }
    });
    assert!(audits.join().unwrap(), "votes were on their way");
}
