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

/// Says whether it moved the amount. Each copy has its own type for that, so a closure hides it.
type Transfer = fn(&[Mutex<u64>], usize, usize, u64) -> bool;

/// `transfer` of this copy.
macro_rules! transfer_of {
    ($name:ident) => {
        |accounts, from, to, amount| $name::transfer(accounts, from, to, amount).is_ok()
    };
}

/// Two clerks pay in opposite directions, and an auditor counts.
fn check(transfer: Transfer, total: fn(&[Mutex<u64>]) -> u64) {
    loom::model(move || {
        let accounts = Arc::new([Mutex::new(10), Mutex::new(10)]);
        let clerks = [(0, 1, 7), (1, 0, 15)].map(|(from, to, amount)| {
            let accounts = Arc::clone(&accounts);
            thread::spawn(move || transfer(&*accounts, from, to, amount))
        });
        assert_eq!(total(&*accounts), 20, "an audit meanwhile");
        let done = clerks.map(|clerk| clerk.join().unwrap());
        // 15 are there for the second one only if the first has paid before.
        assert!(done[0]);
        let balances = accounts.each_ref().map(|account| *account.lock().unwrap());
        assert_eq!(balances, if done[1] { [18, 2] } else { [3, 17] });
    });
}

#[test]
fn in_every_order_of_their_steps_no_money_is_lost_and_nobody_waits_for_ever() {
    check(transfer_of!(listing), listing::total);
}

#[test]
#[should_panic = "deadlock"]
fn clerks_who_lock_the_payer_first_can_wait_for_each_other() {
    check(transfer_of!(payer_first), listing::total);
}

#[test]
#[should_panic = "an audit meanwhile"]
fn an_audit_that_locks_one_account_at_a_time_can_miss_money_on_its_way() {
    check(transfer_of!(listing), one_at_a_time::total);
}

#[test]
fn a_transfer_from_an_account_to_itself_is_refused_and_waits_for_no_lock() {
    loom::model(|| {
        let accounts = [Mutex::new(10)];
        let held = accounts[0].lock().unwrap();
        assert!(listing::transfer(&accounts, 0, 0, 7).is_err());
        assert_eq!(*held, 10);
    });
}
