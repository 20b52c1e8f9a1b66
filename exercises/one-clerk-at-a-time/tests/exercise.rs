//! Each seat is sold once, customers pay at the same time, and an unpaid seat is free again.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// How many of two clerks sell a seat, and how many customers saw the other one pay.
fn two_clerks(seats: u32, patience: Duration) -> (usize, usize) {
    let (pay_now, changed) = (Mutex::new(0), Condvar::new());
    let met = Mutex::new(0);
    let pay = || {
        let mut paying = pay_now.lock().unwrap();
        *paying += 1;
        changed.notify_all();
        let (_paying, late) = changed
            .wait_timeout_while(paying, patience, |paying| *paying < 2)
            .unwrap();
        *met.lock().unwrap() += usize::from(!late.timed_out());
        true
    };
    let seats = &Mutex::new(seats);
    let sold = thread::scope(|s| {
        let clerks = [(); 2].map(|()| s.spawn(|| it::sell(seats, pay)));
        clerks.map(|clerk| usize::from(clerk.join().unwrap()))
    });
    (sold.iter().sum(), met.into_inner().unwrap())
}

#[test]
fn one_seat_is_sold_once() {
    let (sold, _) = two_clerks(1, Duration::from_secs(1));
    assert_eq!(sold, 1);
}

#[test]
fn two_customers_pay_at_the_same_time() {
    assert_eq!(two_clerks(2, Duration::from_secs(5)), (2, 2));
}

#[test]
fn a_seat_that_is_not_paid_for_is_free_again() {
    let seats = Mutex::new(1);
    assert!(!it::sell(&seats, || false));
    assert!(it::sell(&seats, || true));
    assert!(!it::sell(&seats, || true));
}
