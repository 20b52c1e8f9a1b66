//! A clerk takes the seat before the customer pays, and gives it back if the customer does not pay.

use std::sync::Mutex;

/// Takes a seat, if there is one.
fn take(seats: &Mutex<u32>) -> bool {
    let mut seats = seats.lock().unwrap();
    let is_free = *seats > 0;
    *seats -= u32::from(is_free);
    is_free
}

/// Sells a seat if there is one and the customer pays. Says whether it was sold.
/// Customers of several clerks may pay at the same time.
pub fn sell(seats: &Mutex<u32>, pay: impl FnOnce() -> bool) -> bool {
    if !take(seats) {
        return false;
    }
    let paid = pay();
    if !paid {
        *seats.lock().unwrap() += 1;
    }
    paid
}
