//! `transfer` and `total` of `threads.rs` in every order that two clerks and an auditor can take their steps in. loom
//! finds these orders; a run has only one of them.

/// A copy of `threads.rs` that `copies.rs` has made.
macro_rules! copy {
    ($name:ident) => {
        #[allow(dead_code, reason = "only its core is checked")]
        mod $name {
            include!(concat!(env!("OUT_DIR"), "/", stringify!($name), ".rs"));
        }
    };
}

copy!(listing);
copy!(payer_first);
copy!(one_at_a_time);

use loom::sync::Mutex;
use loom::thread;
use std::sync::Arc;

/// Two clerks pay in opposite directions, and an auditor counts.
fn check(transfer: fn(&[Mutex<u64>], usize, usize, u64) -> u64, total: fn(&[Mutex<u64>]) -> u64) {
    loom::model(move || {
        let accounts = Arc::new([Mutex::new(10), Mutex::new(10)]);
        let clerks = [(0, 1, 7), (1, 0, 15)].map(|(from, to, amount)| {
            let accounts = Arc::clone(&accounts);
            thread::spawn(move || transfer(&*accounts, from, to, amount))
        });
        assert_eq!(total(&*accounts), 20, "an audit meanwhile");
        let done = clerks.map(|clerk| clerk.join().unwrap());
        // 15 are there for the second one only if the first has paid before.
        assert_eq!(done[0], 7);
        let balances = accounts.each_ref().map(|account| *account.lock().unwrap());
        assert_eq!(balances, if done[1] == 15 { [18, 2] } else { [3, 17] });
    });
}

#[test]
fn in_every_order_of_their_steps_no_money_is_lost_and_nobody_waits_for_ever() {
    check(listing::transfer, listing::total);
}

#[test]
#[should_panic = "deadlock"]
fn clerks_who_lock_the_payer_first_can_wait_for_each_other() {
    check(payer_first::transfer, listing::total);
}

#[test]
#[should_panic = "an audit meanwhile"]
fn an_audit_that_locks_one_account_at_a_time_can_miss_money_on_its_way() {
    check(listing::transfer, one_at_a_time::total);
}
