//! A seat is sold once, even if another customer comes while a customer pays; a payment that fails leaves the seat free.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Long enough for any machine to see that nothing more will happen.
const LONG: Duration = Duration::from_secs(3);

/// Sells on a thread of its own, and says whether the customer has a seat.
fn sell(free: &Arc<Mutex<u32>>, pay: impl FnOnce() -> bool + Send + 'static) -> Receiver<bool> {
    let free = Arc::clone(free);
    let (say, hear) = mpsc::channel();
    thread::spawn(move || say.send(it::sell(&free, pay)));
    hear
}

#[test]
fn the_last_seat_is_sold_once_when_another_customer_comes_during_the_payment() {
    let free = Arc::new(Mutex::new(1));
    let others = Arc::clone(&free);
    let (say, second) = mpsc::channel();
    let first = sell(&free, move || {
        let second = sell(&others, || true).recv_timeout(LONG);
        say.send(second).is_ok()
    });
    let first = first.recv_timeout(2 * LONG);
    let second = second.recv().expect("the first customer pays");
    let second = second.expect("the second customer waits while the first one pays");
    assert_eq!((first, second), (Ok(true), false));
    assert_eq!(*free.lock().unwrap(), 0);
}

#[test]
fn two_seats_are_sold_to_two_customers() {
    let free = Arc::new(Mutex::new(2));
    let others = Arc::clone(&free);
    let first = sell(&free, move || {
        sell(&others, || true).recv_timeout(LONG) == Ok(true)
    });
    assert_eq!(first.recv_timeout(2 * LONG), Ok(true));
    assert_eq!(*free.lock().unwrap(), 0);
}

#[test]
fn a_payment_that_fails_leaves_the_seat_free() {
    let free = Arc::new(Mutex::new(1));
    assert_eq!(sell(&free, || false).recv_timeout(LONG), Ok(false));
    assert_eq!(*free.lock().unwrap(), 1);
}
